import { expect, test } from 'vitest'
import { commandLine, icmpOf, protocolOf } from '../../src/store/trace-question.ts'

test.each([
  ['', 'TCP'],
  ['udp', 'UDP'],
  ['icmpv6', 'ICMPv6'],
  ['006', '6'],
  ['0', null],
  ['256', null],
  ['http', null],
])('protocol `%s` is read as %s', (text, protocol) => {
  expect(protocolOf(text)).toBe(protocol)
})

test.each([
  ['ICMP', '8', { type: 8, code: null }],
  ['ICMPv6', '128/0', { type: 128, code: 0 }],
  ['ICMP', '', null],
  ['TCP', '80', null],
  ['ICMP', '8/', 'wrong'],
  ['ICMP', '300', 'wrong'],
] as const)('%s with `%s` in the place of a port', (protocol, text, icmp) => {
  expect(icmpOf(protocol, text)).toEqual(icmp)
})

test.each([
  [
    { from: 'dev/netshoot', to: 'catfacts/db', protocol: 'TCP', port: '3306' },
    'calico-tui trace --snapshot catfacts --from dev/netshoot --to catfacts/db --port 3306',
  ],
  [
    { from: 'a/app=x,tier=y', to: '10.0.0.7', protocol: 'icmp', port: '8/0' },
    'calico-tui trace --snapshot catfacts --from a/app=x,tier=y --to 10.0.0.7 --protocol ICMP --icmp-type 8 --icmp-code 0',
  ],
  [
    { from: "it's", to: 'svc:a/b:http', protocol: '', port: '' },
    "calico-tui trace --snapshot catfacts --from 'it'\\''s' --to svc:a/b:http",
  ],
])('a question is copied as the command line that answers it', (question, line) => {
  expect(commandLine(question, 'catfacts', 'enforced')).toBe(line)
})

test('the scope is named when it is not the usual one', () => {
  const question = { from: 'a/x', to: 'b/y', protocol: 'TCP', port: '80' }
  expect(commandLine(question, null, 'pending')).toBe('calico-tui trace --from a/x --to b/y --port 80 --scope pending')
})
