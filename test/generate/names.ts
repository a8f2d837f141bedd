import type { Dice } from '../laws/dice.ts'

export const apps = [
  'web',
  'api',
  'auth',
  'cart',
  'orders',
  'search',
  'billing',
  'mail',
  'cache',
  'db',
  'queue',
  'worker',
]
export const teams = ['amber', 'blue', 'cyan', 'green', 'indigo', 'lime', 'orange', 'pink', 'red', 'teal']
export const roles = ['frontend', 'backend', 'data', 'batch']

const alphabet = 'bcdfghjklmnpqrstvwxz2456789'

/** As Kubernetes makes up the end of a name. */
export function suffix(dice: Dice, length: number): string {
  return Array.from({ length }, () => alphabet[dice.between(0, alphabet.length - 1)]).join('')
}

const endings = alphabet.length ** 5

/** Five characters as at the end of a pod's name, different for each number below fourteen million. */
export function podSuffix(at: number): string {
  let left = (at * 7_654_321) % endings
  let text = ''
  for (let digit = 0; digit < 5; digit += 1) {
    text += alphabet[left % alphabet.length]
    left = Math.floor(left / alphabet.length)
  }
  return text
}

/** The IPv4 address with this number in 10.0.0.0/8. */
export function podAddress(at: number): string {
  return `10.${(at >> 16) & 255}.${(at >> 8) & 255}.${at & 255}`
}

export function padded(at: number, digits: number): string {
  return String(at).padStart(digits, '0')
}
