import { expect, test } from 'vitest'
import { canonicalAddress, cidrContains, formatCidr, parseAddress, parseCidr } from '../../src/model/address.ts'

test.each([
  ['10.0.0.7', '10.0.0.7'],
  ['0.0.0.0', '0.0.0.0'],
  ['255.255.255.255', '255.255.255.255'],
  ['::ffff:10.0.0.7', '10.0.0.7'],
  ['FD00:0:0:0:0:0:0:1', 'fd00::1'],
  ['::', '::'],
  ['1:0:0:2:0:0:0:3', '1:0:0:2::3'],
])('the address %s is spelled %s', (text, spelled) => {
  expect(canonicalAddress(text)).toBe(spelled)
})

test.each([
  '',
  '10.0.0',
  '10.0.0.0.1',
  '10.0.0.',
  '.10.0.0',
  '10..0.1',
  '10.0.0.256',
  '10.0.0.01',
  '010.0.0.1',
  '10.0.0.1 ',
  '+1.0.0.1',
  '1e1.0.0.1',
  '10.0.0.1/8',
  '1:2:3',
  '1::2::3',
  'fe80::1%eth0',
  '12345::',
  'ten.0.0.1',
])('%j is no address', (text) => {
  expect(parseAddress(text)).toBeNull()
})

test.each([
  ['10.1.2.3/8', '10.0.0.0/8'],
  ['10.1.2.3', '10.1.2.3/32'],
  ['fd00::1/8', 'fd00::/8'],
  ['0.0.0.0/0', '0.0.0.0/0'],
])('the block %s is %s', (text, spelled) => {
  const block = parseCidr(text)
  expect(block && formatCidr(block)).toBe(spelled)
})

test.each([
  ['10.0.0.0/8', '10.255.0.1', true],
  ['10.0.0.0/8', '11.0.0.1', false],
  ['128.0.0.0/1', '255.0.0.1', true],
  ['0.0.0.0/0', 'fd00::1', false],
  ['fd00::/8', 'fdff::1', true],
  ['fd00::/127', 'fd00::2', false],
])('%s holds %s: %s', (block, address, holds) => {
  const [cidr, one] = [parseCidr(block), parseAddress(address)]
  expect(cidr && one && cidrContains(cidr, one)).toBe(holds)
})
