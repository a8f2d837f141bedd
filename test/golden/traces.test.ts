import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { printed } from '../spec/printed.ts'
import { bundled } from '../spec/snapshot.ts'

/** Each shows another feature of the kitchen sink. */
const features = [
  '--from 198.51.100.9 --to node:edge --port 30080',
  '--from 192.0.2.200 --to shop/web --port 8080',
  '--from ops/probe --to shop/web --protocol ICMP --icmp-type 8 --icmp-code 0',
  '--from ops/probe --to shop/web --protocol ICMP --icmp-type 0 --icmp-code 0',
  '--from bank/infected --to shop/web --port 8080',
  '--from shop/web --to svc:kube-system/kube-dns --protocol UDP',
  '--from bank/ledger --to 192.0.2.5 --port 443',
  '--from shop/api --to 198.51.100.5 --port 443',
  '--from shop/api --to 203.0.113.77 --port 443',
  '--from shop/web --to shop/db-0 --port 5432',
  '--from ops/scraper --to shop/web --port 9100',
  '--from node:node-2 --to shop/web --port 9100',
  '--from 2001:db8:100::5 --to fd00:2::1:10 --port 8080',
  '--from 198.51.100.7 --to shop/web --port http --http-method POST --http-path /',
  '--from shop/web --to shop/web --port 8080',
  '--from shop/web --to node:node-1 --port 10250',
  '--from shop/api --to node:node-2 --port 10250',
  '--from node:node-2 --to hep:node-1-eth0 --port 10250',
  '--from 203.0.113.5 --to node:node-1 --port 22',
  '--from 203.0.113.5 --to node:edge --port 443',
  '--from 203.0.113.5 --to node:edge --port 23',
  '--from shop/api --to bank/ledger --port 3868 --protocol SCTP',
  '--from shop/web --to ops/probe --port 23',
  '--from shop/web --to 203.0.113.5 --port 25',
  '--from shop/web --to 10.1.0.12 --port 4789 --protocol UDP',
  '--from 10.2.9.9 --to shop/db-0 --port postgres',
]

async function outputs(commands: readonly string[]): Promise<string> {
  const all: string[] = []
  for (const command of commands) {
    const { out, err, code } = await printed(command.split(' ').slice(1))
    all.push(`$ ${command}\n${err}${out}exit ${code}\n`)
  }
  return all.join('\n')
}

test('what the kitchen sink shows of each feature', async () => {
  const commands = features.map((options) => `calico-tui trace --snapshot kitchen-sink ${options}`)
  await expect(await outputs(commands)).toMatchFileSnapshot('traces/features.txt')
})

test.each(readdirSync(bundled))('the connections worth tracing in %s', async (snapshot) => {
  const readme = readFileSync(join(bundled, snapshot, 'README.md'), 'utf8')
  const commands = readme.split('\n').flatMap((line) => /^ {4}(calico-tui trace .*)$/.exec(line)?.[1] ?? [])
  await expect(await outputs(commands)).toMatchFileSnapshot(`traces/${snapshot}.txt`)
})
