/** Where the splitter hands over what it found. Lines count from 1. */
export interface JsonPieces {
  /** The items of a top object begin; its bytes up to there. */
  list(start: Buffer): void
  /** An element of the `items` of a top object, or of a top list. */
  item(bytes: Buffer, line: number): void
  /** A whole top value. The elements of a top object's `items` were handed over before and are cut out. */
  value(bytes: Buffer, line: number): void
  /** A piece that was not handed over, and why; of an unfinished one what there is of it. */
  refused(why: RefusedJson, line: number, bytes: Buffer): void
}

/** Nested too deep, too many bytes, not finished where the text ends, or not where the next piece surely begins; or finished
 * too early, since more of the object follows. */
export type RefusedJson = 'too-deep' | 'too-large' | 'unfinished' | 'unclosed' | 'closed-early'

/** Nesting beyond this is refused, in JSON and YAML alike: no resource comes near it, and walking it could end the stack. */
export const deepestNesting = 200
/** One object may have so many bytes. etcd stores 1.5 MB at most. */
export const largestObjectBytes = 64 * 1024 * 1024
/** So much is read a second time after pieces whose brackets do not close, at most. */
const mostResumedBytes = 4 * largestObjectBytes

const lineFeed = 0x0a
const quote = 0x22
const comma = 0x2c
const colon = 0x3a
const openBracket = 0x5b
const backslash = 0x5c
const closeBracket = 0x5d
const openBrace = 0x7b
const closeBrace = 0x7d

interface Finished {
  readonly bytes: Buffer
  readonly line: number
  readonly isItem: boolean
  readonly indent: number | null
}

interface Piece {
  readonly line: number
  readonly isItem: boolean
  readonly parts: Buffer[]
  size: number
  refused: RefusedJson | null
  /** A bare word: a number, `true`, or something that is not JSON. It ends with its line, an item also before `,` and `]`. */
  readonly isBare: boolean
  /** The blanks before it where it begins a line, or null. */
  readonly indent: number | null
  /** Its items were cut out. */
  isList: boolean
  /** Its brackets do not match: the next line that surely begins another piece ends it. */
  isBroken: boolean
}

/**
 * Cuts a stream of JSON into pieces small enough for JSON.parse, whatever the size of the whole: top values one after
 * another (lines of `---` between them are passed over), and the elements of a top list or of the `items` of a top object
 * each alone. It only follows brackets and quotes; whether a piece is JSON is for the parser to say.
 */
export class JsonSplitter {
  readonly #pieces: JsonPieces
  #line = 1
  #piece: Piece | null = null
  /** Open brackets of the piece being read, and whether it stands in a string, after a backslash there. */
  #depth = 0
  readonly #stack = new Uint8Array(deepestNesting + 1)
  #inString = false
  #isEscaped = false
  /** Elements are being read: of the top object kept here, or of a top list. */
  #list: { readonly header: Piece | null } | null = null
  /** Finished, but not handed over before it is sure that nothing of it follows: an object, and a text that may be a key. */
  #object: Finished | null = null
  #key: Finished | null = null
  /** Blanks since the line began, null when there was something else. */
  #indent: number | null = 0
  /** Blanks since the line of a broken piece began, -1 when there was something else. */
  #column = -1
  #resumedBytes = 0

  constructor(pieces: JsonPieces) {
    this.#pieces = pieces
  }

  /** Take the next bytes. They must not change afterwards. */
  push(chunk: Buffer): void {
    let at = 0
    while (at < chunk.length) {
      if (this.#piece === null) at = this.#between(chunk, at)
      else if (this.#piece.isBare) at = this.#bare(chunk, at, this.#piece)
      else if (this.#piece.isBroken) at = this.#seek(chunk, at, this.#piece)
      else at = this.#inside(chunk, at, this.#piece)
    }
  }

  /** The text ends here. What is pushed afterwards is a text of its own, its lines counted on. */
  end(): void {
    let piece = this.#piece
    while (piece !== null && !piece.isBare && this.#resume(piece)) piece = this.#piece
    this.#inString = false
    this.#isEscaped = false
    if (piece?.isBare) this.#finish(piece)
    else if (piece !== null) this.#refuse(piece, 'unfinished')
    this.#release()
    const list = this.#list
    this.#list = null
    this.#indent = 0
    if (list !== null) this.#refuse(list.header ?? this.#newPiece(false), 'unfinished')
  }

  /**
   * A piece swallowed what came after it, most likely since a bracket of it is missing. In text that is indented the next one
   * surely begins where a bracket opens a line at the same indent.
   */
  #resume(piece: Piece): boolean {
    if (!canResume(piece) || this.#resumedBytes > mostResumedBytes) return false
    const bytes = whole(piece)
    const next = bytes.indexOf(`\n${' '.repeat(piece.indent)}{`)
    if (next < 0) return false
    this.#resumedBytes += bytes.length - next
    this.#piece = null
    this.#inString = false
    this.#isEscaped = false
    const before = bytes.subarray(0, next)
    this.#release()
    this.#pieces.refused('unclosed', piece.line, before)
    this.#line = piece.line + countLines(before)
    this.push(bytes.subarray(next))
    return true
  }

  /** Passes over what may stand between pieces, up to the first byte of one. */
  #between(chunk: Buffer, start: number): number {
    for (let at = start; at < chunk.length; at += 1) {
      const byte = chunk[at]
      if (byte === lineFeed) {
        this.#line += 1
        this.#indent = 0
      } else if (byte === undefined || byte <= 0x20) {
        if (this.#indent !== null) this.#indent += 1
      } else if (byte === comma) this.#indent = null
      else if (byte === closeBracket && this.#list !== null) return this.#endList(chunk, at)
      else if (byte === openBracket && this.#list === null) {
        this.#list = { header: null }
        this.#indent = null
      } else {
        this.#piece = this.#newPiece(byte !== openBrace && byte !== openBracket && byte !== quote)
        this.#depth = 0
        this.#indent = null
        return at
      }
    }
    return chunk.length
  }

  /** After the last element: back into the object that the elements were cut from. */
  #endList(chunk: Buffer, at: number): number {
    const header = this.#list?.header ?? null
    this.#list = null
    this.#release()
    if (header === null) return at + 1
    this.#piece = header
    this.#depth = 1
    this.#add(header, chunk.subarray(at, at + 1))
    return at + 1
  }

  #bare(chunk: Buffer, start: number, piece: Piece): number {
    let at = start
    for (; at < chunk.length; at += 1) {
      const byte = chunk[at]
      const isOver = byte === lineFeed || (piece.isItem && (byte === comma || byte === closeBracket))
      if (!isOver) continue
      this.#add(piece, chunk.subarray(start, at))
      this.#finish(piece)
      return at
    }
    this.#add(piece, chunk.subarray(start, at))
    return at
  }

  /** Follows brackets and strings to the end of the piece, of the chunk, or to where a top object's items begin. */
  #inside(chunk: Buffer, start: number, piece: Piece): number {
    const length = chunk.length
    let at = start
    let depth = this.#depth
    let line = this.#line
    while (at < length) {
      if (this.#inString) {
        at = this.#string(chunk, at)
        if (this.#inString || depth > 0) continue
        break
      }
      const byte = chunk[at]
      at += 1
      if (byte === quote) this.#inString = true
      else if (byte === lineFeed) line += 1
      else if (byte === openBrace || byte === openBracket) {
        if (byte === openBracket && depth === 1 && !piece.isItem && opensItems(piece, chunk, start, at)) {
          this.#line = line
          this.#add(piece, chunk.subarray(start, at))
          this.#list = { header: piece }
          piece.isList = true
          this.#piece = null
          this.#release()
          this.#pieces.list(whole(piece))
          return at
        }
        depth += 1
        if (depth > deepestNesting) piece.refused ??= 'too-deep'
        else this.#stack[depth] = byte
      } else if (byte === closeBrace || byte === closeBracket) {
        // The closing bracket of each kind has the code of the opening one and two more.
        if (depth <= deepestNesting && this.#stack[depth] !== byte - 2) {
          this.#depth = depth
          this.#line = line
          const rest = this.#mismatch(piece, chunk, start, at)
          if (rest !== null) return rest
        }
        depth -= 1
        if (depth <= 0) break
      }
    }
    this.#depth = depth
    this.#line = line
    this.#add(piece, start === 0 && at === length ? chunk : chunk.subarray(start, at))
    if (depth <= 0 && !this.#inString) this.#finish(piece)
    return at
  }

  /** A bracket closes what was not opened. Where to go on in the chunk; null when that cannot be told from the indent. */
  #mismatch(piece: Piece, chunk: Buffer, start: number, at: number): number | null {
    if (!canResume(piece)) return null
    this.#add(piece, chunk.subarray(start, at - 1))
    if (this.#resume(piece)) return at - 1
    piece.isBroken = true
    this.#column = -1
    return at - 1
  }

  /** Goes on to the next line that surely begins another piece or ends the list. */
  #seek(chunk: Buffer, start: number, piece: Piece): number {
    const indent = piece.indent ?? 0
    for (let at = start; at < chunk.length; at += 1) {
      const byte = chunk[at]
      if (byte === lineFeed) {
        this.#line += 1
        this.#column = 0
      } else if (this.#column < 0) continue
      else if (byte === 0x20) this.#column += 1
      else if ((byte === openBrace && this.#column === indent) || (byte === closeBracket && this.#column < indent)) {
        this.#add(piece, chunk.subarray(start, at))
        this.#inString = false
        this.#isEscaped = false
        this.#indent = this.#column
        this.#refuse(piece, 'unclosed')
        return at
      } else this.#column = -1
    }
    this.#add(piece, chunk.subarray(start))
    return chunk.length
  }

  #string(chunk: Buffer, start: number): number {
    let at = start
    if (this.#isEscaped) {
      this.#isEscaped = false
      at += 1
    }
    for (const length = chunk.length; at < length; at += 1) {
      const byte = chunk[at]
      if (byte === quote) {
        this.#inString = false
        return at + 1
      }
      // No string goes on after the end of a line, so a quote that is missing spoils its line only.
      if (byte === lineFeed) {
        this.#inString = false
        return at
      }
      if (byte !== backslash) continue
      at += 1
      this.#isEscaped = at === length
    }
    return chunk.length
  }

  #add(piece: Piece, bytes: Buffer): void {
    piece.size += bytes.length
    if (piece.size > largestObjectBytes) piece.refused ??= 'too-large'
    if (piece.refused === null) piece.parts.push(bytes)
    else piece.parts.length = 0
  }

  #finish(piece: Piece): void {
    this.#piece = null
    if (piece.refused !== null) {
      this.#refuse(piece, piece.refused)
      return
    }
    const found = { bytes: whole(piece), line: piece.line, isItem: piece.isItem, indent: piece.indent }
    const first = found.bytes[0]
    if (first === quote && this.#object !== null && this.#key === null) {
      this.#key = found
    } else if (first === colon && this.#object !== null && this.#key !== null) {
      this.#closedEarly(this.#object)
    } else {
      this.#release()
      if (first === openBrace) this.#object = found
      else this.#handOver(found)
    }
  }

  /** More of a finished object follows: it is passed over as far as its indent tells where the next one begins. */
  #closedEarly({ bytes, line, isItem, indent }: Finished): void {
    this.#object = null
    this.#key = null
    this.#pieces.refused('closed-early', line, bytes)
    if (indent === null) return
    this.#column = -1
    this.#piece = { ...this.#newPiece(false), isItem, indent, isBroken: true }
  }

  /** Nothing of the finished object follows. */
  #release(): void {
    const object = this.#object
    const key = this.#key
    this.#object = null
    this.#key = null
    if (object !== null) this.#handOver(object)
    if (key !== null) this.#handOver(key)
  }

  #handOver({ bytes, line, isItem }: Finished): void {
    if (isItem) this.#pieces.item(bytes, line)
    else if (!isSeparator(bytes)) this.#pieces.value(bytes, line)
  }

  #refuse(piece: Piece, why: RefusedJson): void {
    this.#piece = null
    this.#release()
    this.#pieces.refused(why, piece.line, whole(piece))
  }

  #newPiece(isBare: boolean): Piece {
    const isItem = this.#list !== null
    return {
      line: this.#line,
      isItem,
      isBare,
      indent: this.#indent,
      isList: false,
      isBroken: false,
      parts: [],
      size: 0,
      refused: null,
    }
  }
}

/** True for a piece that began a line, so that its indent tells where the next one begins. */
function canResume(piece: Piece): piece is Piece & { readonly indent: number } {
  return piece.indent !== null && !piece.isList && piece.refused === null
}

function countLines(bytes: Buffer): number {
  let lines = 0
  for (let at = bytes.indexOf(lineFeed); at >= 0; at = bytes.indexOf(lineFeed, at + 1)) lines += 1
  return lines
}

function whole(piece: Piece): Buffer {
  const only = piece.parts.length === 1 ? piece.parts[0] : undefined
  return only ?? Buffer.concat(piece.parts)
}

/** True when the bracket just read opens the value of the key `items`. */
function opensItems(piece: Piece, chunk: Buffer, start: number, at: number): boolean {
  let tail = chunk.toString('latin1', Math.max(start, at - 64), at)
  for (let part = piece.parts.length - 1; part >= 0 && tail.length < 64; part -= 1) {
    tail = (piece.parts[part]?.toString('latin1') ?? '').slice(-64) + tail
  }
  return /[{,\s]"items"\s*:\s*\[$/.test(tail)
}

function isSeparator(bytes: Buffer): boolean {
  return bytes.length < 64 && /^(---|\.\.\.)\s*$/.test(bytes.toString('latin1'))
}
