import { expect, test } from 'vitest'
import { runCli, words } from './process.ts'

const netshootToDb = 'trace --snapshot catfacts --from dev/netshoot --to catfacts/db --port 3306'

/** Command line, exit code, and a part of what is said on standard error. */
const rows: readonly (readonly [string, number, string])[] = [
  ['--help', 0, ''],
  ['--version', 0, ''],
  ['help trace', 0, ''],
  ['trace --help', 0, ''],
  ['board --snapshot catfacts', 0, ''],
  ['--snapshot catfacts', 0, ''],
  ['info', 0, ''],
  ['completion zsh', 0, ''],
  ['endpoint --snapshot catfacts dev/netshoot', 0, ''],
  ['policy --snapshot catfacts catfacts/platform.db', 0, ''],
  ['trace --snapshot catfacts --from catfacts/worker --to catfacts/db --port 3306', 0, ''],
  // A Problem in a snapshot does not change the exit code, nor does a verdict of the other scope.
  ['trace --snapshot catfacts --from catfacts/db --to 203.0.113.9 --port 443 --scope both', 0, ''],
  // 1: failed
  ['board --snapshot no-such-file', 1, 'no-such-file'],
  ['board --snapshot package.json', 1, 'package.json'],
  ['flows replay --snapshot catfacts --flows missing.jsonl', 1, 'missing.jsonl'],
  ['flows replay --snapshot kitchen-sink', 1, '`kitchen-sink`: no flow log in it: give flow logs with --flows PATH'],
  ['flows list --snapshot kitchen-sink', 1, '`kitchen-sink`: no flow log in it: give flow logs with --flows PATH'],
  ['flows list --flows snapshots/kitchen-sink', 1, '`snapshots/kitchen-sink`: no flow log in it: expected those of'],
  ['flows list --flows LICENSE', 1, '`LICENSE`: no flow log in it: line 3: not YAML'],
  [
    'preview --staged --snapshot kitchen-sink',
    1,
    'nothing can be said of what enforcing would turn: give flow logs with --flows PATH',
  ],
  ['endpoint --snapshot catfacts dev/netshot', 1, 'dev/netshoot'],
  ['endpoint --snapshot catfacts 203.0.113.9', 1, '203.0.113.9'],
  [
    'endpoint --snapshot catfacts svc:catfacts/db',
    1,
    'is a service, and policy is at the pods behind it:\n  catfacts/db-',
  ],
  ['endpoint --snapshot catfacts svc:catfacts/bd', 1, 'svc:catfacts/db'],
  ['board --kubeconfig /dev/null', 1, 'no context stands in the kubeconfig /dev/null'],
  ['board --kubeconfig /dev/null --context prod', 1, 'no context stands in the kubeconfig /dev/null'],
  ['policy --snapshot catfacts platform.bd', 1, 'platform.db'],
  ['policy --snapshot catfacts catfacts/dbb', 1, 'did you mean `catfacts/db`?'],
  ['trace --snapshot catfacts --from dev/nobody --to catfacts/db --port 3306', 1, 'dev/nobody'],
  ['trace --snapshot catfacts --from dev/netshoot --to catfacts/db --port nosuchport', 1, 'nosuchport'],
  ['trace --snapshot catfacts --queries no-such-file', 1, 'no-such-file'],
  // 2: denied
  [netshootToDb, 2, ''],
  [`${netshootToDb} -o json`, 2, ''],
  [`${netshootToDb} --scope pending`, 2, ''],
  ['trace --snapshot catfacts --from catfacts/db --to 203.0.113.9 --port 443 --scope pending', 2, ''],
  // 3: only under assumptions
  ['trace --snapshot quiz --from quiz-3/pod-a --to 203.0.113.9 --port 443', 3, ''],
  // 64: wrong usage, before anything is read
  ['boad', 64, 'did you mean `board`?'],
  ['--snapshto catfacts', 64, 'did you mean `--snapshot`?'],
  ['help trase', 64, 'did you mean `trace`?'],
  ['trace --snapshot catfacts --from a/b --to c/d --protocol ICMP --port 80', 64, 'ICMP has no ports'],
  ['trace --form dev/netshoot', 64, 'did you mean `--from`?'],
  ['trace --snapshot no-such-file --to catfacts/db --port 3306', 64, '--from'],
  ['trace --snapshot no-such-file --from dev/netshoot --port 3306', 64, '--to'],
  ['trace --snapshot no-such-file --from dev/netshoot --to catfacts/db', 64, '--port'],
  ['trace --snapshot catfacts --from a/b --to svc:catfacts/db --port 99999', 64, '99999'],
  ['trace --snapshot catfacts --from a/b --to c/d --port 0', 64, '0'],
  ['trace --snapshot catfacts --from a/b --to c/d --port 80 --protocol TPC', 64, 'TPC'],
  ['trace --snapshot catfacts --from a/b --to c/d --port 80 --scope pendign', 64, 'did you mean `pending`?'],
  ['trace --snapshot catfacts --from a/b --to c/d --protocol ICMP --icmp-code 0', 64, 'ICMP type'],
  ['trace --snapshot catfacts --queries - --from a/b', 64, 'from'],
  ['trace --snapshot catfacts --queries - -o json', 64, 'jsonl'],
  ['trace --snapshot - --queries -', 64, 'standard input'],
  [`${netshootToDb} -o jsonl`, 64, 'jsonl'],
  ['board -o jsno --snapshot catfacts', 64, 'did you mean `json`?'],
  ['board --color 15 --snapshot catfacts', 64, '256'],
  ['board --snapshot', 64, '--snapshot'],
  ['board extra --snapshot catfacts', 64, 'too many arguments'],
  ['endpoint --snapshot catfacts', 64, 'endpoint'],
  ['completion zhs', 64, 'did you mean `zsh`?'],
  ['board --snapshot catfacts --context prod', 64, '--context'],
  ['board --snapshot catfacts --kubeconfig config', 64, '--kubeconfig'],
  ['board --snapshot catfacts --as root', 64, '--as'],
  ['board --snapshot catfacts --write', 64, '--write'],
  ['board --snapshot - --snapshot -', 64, 'standard input'],
]

test.each(rows)('`calico-tui %s` exits with %d', async (line, code, said) => {
  const ran = await runCli(words(line), { env: { KUBECONFIG: '/nonexistent/kubeconfig' } })
  expect({ code: ran.code, stderr: ran.stderr }).toEqual({ code, stderr: expect.stringContaining(said) })
  if (code === 1 || code === 64) expect(ran.stdout).toBe('')
})

test('wrong usage is one line on standard error', async () => {
  const { stderr } = await runCli(['trace', '--from', 'a/b', '--snapshot', 'catfacts'])
  expect(stderr).toBe('calico-tui: --to is missing\n')
})

test('without a cluster to be found the one line names --snapshot', async () => {
  const { code, stderr } = await runCli([], { env: { KUBECONFIG: '', HOME: '/nonexistent' } })
  expect(code).toBe(1)
  expect(stderr).toMatch(/^calico-tui: .*--snapshot.*\n$/)
})
