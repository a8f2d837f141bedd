/** What `visible` writes out, but for the control characters that JSON and YAML escape by themselves. */
const HIDDEN =
  /[\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]|[\ufe00-\ufe0f]|\p{Surrogate}|[\u{e0000}-\u{e0fff}]/gu

/** True when the text holds a character that is not seen or would steer a terminal. */
export function hasHidden(text: string): boolean {
  return text.search(HIDDEN) >= 0
}

/** JSON text with hidden characters of its strings escaped: the same value, safe on a terminal. */
export function escapeJson(json: string): string {
  return json.replace(HIDDEN, (character) =>
    Array.from({ length: character.length }, (_, at) => unit(character.charCodeAt(at))).join(''),
  )
}

/** YAML text, in which strings with hidden characters stand in double quotes, with these escaped. */
export function escapeYaml(yaml: string): string {
  return yaml.replace(HIDDEN, (character) => {
    const code = character.codePointAt(0) ?? 0
    return code > 0xffff ? `\\U${code.toString(16).padStart(8, '0')}` : unit(code)
  })
}

function unit(code: number): string {
  return `\\u${code.toString(16).padStart(4, '0')}`
}
