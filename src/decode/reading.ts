import type { Origin, Problem, ResourceRef } from '../model/problem.ts'
import { visible } from '../model/visible.ts'

/** One object while it is being decoded, and what was found wrong with it. */
export interface Reading {
  readonly resource: ResourceRef
  readonly origin: Origin | null
  readonly problems: Problem[]
  /** Why the object as a whole counts for nothing, the first reason; null while it can be used. */
  refused: string | null
}

/** An object of JSON or YAML, its values not looked at yet. */
export type Fields = Readonly<Record<string, unknown>>

/** One object has at most so many Problems; the last says that there are more. */
const mostProblems = 50

/** Start reading an object. */
export function startReading(resource: ResourceRef, origin: Origin | null): Reading {
  return { resource, origin, problems: [], refused: null }
}

/** The object is used, but surely not as its author meant. */
export function warn(reading: Reading, path: string | null, message: string): void {
  note(reading, 'warning', path, message)
}

/** A part of the object is not used. */
export function drop(reading: Reading, path: string | null, message: string): void {
  note(reading, 'error', path, message)
}

/** The object as a whole is not used: no API server would hold it, or Calico treats it as missing. */
export function refuse(reading: Reading, path: string | null, message: string): void {
  reading.refused ??= path === null ? message : `${path}: ${message}`
  note(reading, 'error', path, message)
}

function note(reading: Reading, severity: Problem['severity'], path: string | null, message: string): void {
  if (reading.problems.length > mostProblems) return
  const full = reading.problems.length === mostProblems
  reading.problems.push({
    severity,
    resource: reading.resource,
    origin: reading.origin,
    path: full ? null : path,
    message: full ? 'there are more problems in this object than are shown' : message,
  })
}

/** A value in a message: text in backticks and safe to show, all else by its type. */
export function told(value: unknown): string {
  switch (typeof value) {
    case 'string':
      return `\`${visible(value)}\``
    case 'number':
    case 'boolean':
      return `the ${typeof value} \`${value}\``
    default:
      if (value === null || value === undefined) return 'nothing'
      return Array.isArray(value) ? 'a list' : 'an object'
  }
}

/** True for an object of JSON or YAML. */
export function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

const noFields: Fields = Object.freeze({})

/** An object; empty where there is none or something else stands. */
export function fieldsOf(reading: Reading, value: unknown, path: string): Fields {
  if (isFields(value)) return value
  if (value !== null && value !== undefined) refuse(reading, path, `expected an object, not ${told(value)}`)
  return noFields
}

/** A list; empty where there is none or something else stands. */
export function listOf(reading: Reading, value: unknown, path: string): readonly unknown[] {
  if (Array.isArray(value)) return value
  if (value !== null && value !== undefined) refuse(reading, path, `expected a list, not ${told(value)}`)
  return []
}

/** Longer than any field of a stored object that is read here. */
const longestText = 100_000

/** A text; null where there is none, an empty one, or something else. Kubernetes takes an empty text for none. */
export function textOf(reading: Reading, value: unknown, path: string): string | null {
  if (typeof value === 'string') {
    if (value.length <= longestText) return value === '' ? null : value
    refuse(reading, path, `expected at most ${longestText} characters, not ${value.length}`)
    return null
  }
  if (value !== null && value !== undefined) refuse(reading, path, `expected a text in quotes, not ${told(value)}`)
  return null
}

/** A list of texts, without the entries that are none. */
export function textsOf(reading: Reading, value: unknown, path: string): readonly string[] {
  return listOf(reading, value, path).flatMap((entry, at) => textOf(reading, entry, `${path}[${at}]`) ?? [])
}

/** True or false; null where there is neither. */
export function booleanOf(reading: Reading, value: unknown, path: string): boolean | null {
  if (typeof value === 'boolean') return value
  if (value !== null && value !== undefined) refuse(reading, path, `expected \`true\` or \`false\`, not ${told(value)}`)
  return null
}

/** A number; null where there is none. */
export function numberOf(reading: Reading, value: unknown, path: string): number | null {
  if (typeof value === 'number' && Number.isFinite(value)) return value
  if (value !== null && value !== undefined) refuse(reading, path, `expected a number, not ${told(value)}`)
  return null
}

/** A whole number; null where there is none. */
export function integerOf(reading: Reading, value: unknown, path: string): number | null {
  const number = numberOf(reading, value, path)
  if (number === null || Number.isSafeInteger(number)) return number
  refuse(reading, path, `expected a whole number, not \`${number}\``)
  return null
}
