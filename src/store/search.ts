import Fuse from 'fuse.js'
import { memoLast } from './memo.ts'

/** Below this many names a search also forgives typing errors. */
const fewNames = 5000

/**
 * The places, in `names`, of those that a search finds, the best first: equal, then beginning with it, then a
 * whole word, the start of one, anywhere, and where none of these is found, its letters in order, or (among fewer than 5,000 names) spelled nearly so. Words between
 * blanks must all be found; `!word` must not. At most `most`; an empty search finds all in their order.
 */
export function searchNames(names: readonly string[], search: string, most: number): readonly number[] {
  const found = searchExactly(names, search, most)
  return found.length > 0 ? found : searchLoosely(names, search, most)
}

/** Those that hold the words as they are, the best first. */
export function searchExactly(names: readonly string[], search: string, most: number): readonly number[] {
  return ranked(names, search, rankOfWord).flat().slice(0, most)
}

/** Those that hold the letters of the words in order, or (among fewer than 5,000 names) are spelled nearly so. */
export function searchLoosely(names: readonly string[], search: string, most: number): readonly number[] {
  const scattered = ranked(names, search, scatteredRank).flat().slice(0, most)
  if (names.length >= fewNames || search.includes('!')) return scattered
  return [...scattered, ...spelledNearly(names, search, scattered)].slice(0, most)
}

/** How well a name holds a word, 0 the best; null when it does not. */
type RankOne = (name: string, word: string) => number | null

/** The places by rank, the best rank first. */
function ranked(names: readonly string[], search: string, rankOne: RankOne): readonly (readonly number[])[] {
  const words = search
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '' && word !== '!')
  if (words.length === 0) return [[...names.keys()]]
  const buckets: number[][] = []
  for (const [at, name] of lowered(names).entries()) {
    const rank = rankOf(name, words, rankOne)
    if (rank === null) continue
    const bucket = buckets[rank]
    if (bucket === undefined) buckets[rank] = [at]
    else bucket.push(at)
  }
  return Array.from(buckets, (bucket) => bucket ?? [])
}

const lowered = memoLast((names: readonly string[]): readonly string[] => names.map((name) => name.toLowerCase()))

/** The worst of the ranks of the words, the smallest being the best; null when one is not found. */
function rankOf(name: string, words: readonly string[], rankOne: RankOne): number | null {
  let worst = 0
  for (const word of words) {
    const rank = word.startsWith('!') ? (name.includes(word.slice(1)) ? null : 0) : rankOne(name, word)
    if (rank === null) return null
    worst = Math.max(worst, rank)
  }
  return worst
}

function rankOfWord(name: string, word: string): number | null {
  const at = name.indexOf(word)
  if (at === 0) return name.length === word.length ? 0 : 1
  return at < 0 ? null : rankInside(name, word)
}

function scatteredRank(name: string, word: string): number | null {
  return hasLettersInOrder(name, word) ? 0 : null
}

/** 2 for a whole word, 3 for the start of one, 4 for the middle. */
function rankInside(name: string, word: string): number {
  let rank = 4
  for (let at = name.indexOf(word); at >= 0; at = name.indexOf(word, at + 1)) {
    if (isLetter(name.charAt(at - 1))) continue
    // A dash goes on with a name: `facts` is a word of `ns/facts`, and the start of one in `ns/facts-1`.
    if (!/^[a-z0-9-]$/.test(name.charAt(at + word.length))) return 2
    rank = 3
  }
  return rank
}

function isLetter(text: string): boolean {
  return /^[a-z0-9]$/.test(text)
}

function hasLettersInOrder(name: string, word: string): boolean {
  let from = 0
  for (const letter of word) {
    const at = name.indexOf(letter, from)
    if (at < 0) return false
    from = at + 1
  }
  return true
}

const fuseOf = memoLast(
  (names: readonly string[]) => new Fuse(names, { threshold: 0.3, ignoreLocation: true, minMatchCharLength: 2 }),
)

function spelledNearly(names: readonly string[], search: string, found: readonly number[]): readonly number[] {
  if (search.trim().length < 3) return []
  const known = new Set(found)
  return fuseOf(names)
    .search(search.trim(), { limit: 20 })
    .map((result) => result.refIndex)
    .filter((at) => !known.has(at))
}
