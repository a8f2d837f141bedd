/** Control characters, marks that turn the direction of text, characters without width, line separators, lone surrogates. */
const hidden = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Variation_Selector}]/gu

/** How many UTF-16 units of a text are shown unless told otherwise. */
const usual = 120

/**
 * Text from a cluster as it may stand on a terminal: shortened with `…`, and what is not seen or would steer the terminal written
 * as `\u{1b}`. Every name, label and message that came from outside passes through here before it is shown.
 */
export function visible(text: string, limit: number = usual): string {
  const short = text.length > limit ? `${cut(text, limit)}…` : text
  return short.replace(hidden, (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`)
}

/** The first units of a text, never half a character. */
function cut(text: string, limit: number): string {
  const last = text.charCodeAt(limit - 1)
  return text.slice(0, last >= 0xd800 && last <= 0xdbff ? limit - 1 : limit)
}
