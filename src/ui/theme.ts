import type { ThemeName } from '../store/state.ts'
import type { StyledLine } from '../term/line.ts'
import { plain, type Style, style } from '../term/style.ts'
import type { Line, Role } from '../text/styled.ts'

/** The look of each role. Nothing is said by a look alone: a sign or a word says it first. */
export interface Theme {
  readonly name: ThemeName
  readonly roles: Readonly<Record<Role, Style>>
  /** Frames of panes; `focus` of the one that has the keys. */
  readonly border: Style
  readonly focus: Style
}

/** Only the terminal's own 16 colours, so that it suits light and dark palettes; it paints no background. */
export const defaultTheme: Theme = {
  name: 'default',
  roles: {
    plain,
    strong: style({ bold: true }),
    faint: style({ dim: true }),
    heading: style({ bold: true }),
    key: style({ fg: 'cyan', bold: true }),
    accent: style({ fg: 'cyan' }),
    allow: style({ fg: 'green' }),
    deny: style({ fg: 'red', bold: true }),
    // Blue is the one that many dark palettes make unreadable, and dimmed yellow many light ones.
    pass: style({ fg: 'magenta' }),
    log: style({ fg: 'cyan' }),
    staged: style({ fg: 'yellow' }),
    unknown: style({ fg: 'yellow' }),
    problem: style({ fg: 'red' }),
    match: style({ underline: true, bold: true }),
  },
  border: style({ dim: true }),
  focus: style({ bold: true }),
}

/** Allow in blue and deny in orange, for eyes that do not tell green from red. */
export const colorBlindTheme: Theme = {
  ...defaultTheme,
  name: 'color-blind',
  roles: {
    ...defaultTheme.roles,
    allow: style({ fg: '#4f9ee8' }),
    deny: style({ fg: '#f0801f', bold: true }),
    pass: style({ fg: 'white' }),
    problem: style({ fg: '#f0801f' }),
    staged: style({ fg: 'magenta' }),
    unknown: style({ fg: 'magenta' }),
  },
}

const themes: Readonly<Record<ThemeName, Theme>> = { default: defaultTheme, 'color-blind': colorBlindTheme }

/** The theme of a name. */
export function themeNamed(name: ThemeName): Theme {
  return themes[name]
}

/** A line of text in the looks of a theme. */
export function themed(line: Line, theme: Theme): StyledLine {
  return line.map((span) => ({ text: span.text, style: theme.roles[span.role] }))
}
