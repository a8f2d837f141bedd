import { expect, test } from 'vitest'
import { cidrContains, parseAddress, parseCidr } from '../../src/model/address.ts'
import { addressMap } from '../../src/model/address-map.ts'
import { Dice } from '../laws/dice.ts'

/** Turns the bit after about every second run of bits. */
const turns = (prefix: string) => [...prefix].reduce((sum, sign) => (sum * 31 + sign.charCodeAt(0)) >>> 0, 7) % 3 !== 0

const inside = ['10.244.1.7', '192.168.7.9', '52.1.2.3', 'fd00::7']
const { map } = addressMap(inside, turns)

test.each([
  ...inside,
  '10.0.0.0/8',
  '0.0.0.0/0',
  '::/0',
  '169.254.169.254/32',
  '172.16.0.0/12',
  'fe80::/10',
  'none',
  '',
])('%s stays as it is', (text) => {
  expect(map(text)).toBe(text)
})

test.each(['8.8.8.8', '203.0.113.0/24', '10.99.0.0/16', '2001:db8::/32', '2001:db8::9'])(
  '%s becomes another',
  (text) => {
    expect(map(text)).not.toBe(text)
    expect(map(text)).toBe(map(text))
  },
)

test('an address lies in a block after as it did before, whatever both are', () => {
  const dice = new Dice(4)
  const word = () => dice.between(0, 255)
  let held = 0
  for (let at = 0; at < 2000; at += 1) {
    const near = dice.chance(30) ? dice.pick(inside.slice(0, 3)) : `${word()}.${word()}.${word()}.${word()}`
    const parts = near.split('.')
    const address = dice.chance(50) ? near : [...parts.slice(0, 3), word()].join('.')
    const block = `${near}/${dice.between(0, 32)}`
    const contains = (cidr: string, ip: string) => {
      const [one, two] = [parseCidr(cidr), parseAddress(ip)]
      if (one === null || two === null) throw new Error(`${cidr} or ${ip} is none`)
      return cidrContains(one, two)
    }
    const expected = contains(block, address)
    if (expected) held += 1
    expect(contains(map(block), map(address)), `${address} in ${block}`).toBe(expected)
  }
  expect(held).toBeGreaterThan(400)
})
