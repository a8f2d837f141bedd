import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, afterEach, describe, expect, test } from 'vitest'
import { type FakeApiServer, sendStatus } from '../../fake-apiserver/server.ts'
import { Authority, type CertificateOptions } from './certificates.ts'
import { catfacts, LiveScreen, on } from './live-screen.ts'

const closing: (() => unknown)[] = []
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close()
})

const hasOpenssl = (() => {
  try {
    execFileSync('openssl', ['version'], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
})()
if (!hasOpenssl) console.warn('skipped: no openssl to make certificates with')

const authority = hasOpenssl ? new Authority('The Test Authority') : null
afterAll(() => authority?.close())

const usual: CertificateOptions = {
  name: 'apiserver',
  alternatives: ['IP:127.0.0.1', 'DNS:api.example'],
  from: null,
  to: null,
}

async function secure(certificate: Partial<CertificateOptions> = {}): Promise<FakeApiServer> {
  const pair = authority?.sign({ ...usual, ...certificate })
  const server = await catfacts(pair === undefined ? {} : { tls: pair })
  closing.push(() => server.stop())
  return server
}

const base64 = (text: string) => Buffer.from(text).toString('base64')

function open(server: FakeApiServer, cluster: Record<string, unknown>, user: Record<string, unknown> = {}): LiveScreen {
  const program = new LiveScreen({ cluster: { server: server.url, ...cluster }, user })
  closing.push(() => program.stop())
  return program
}

describe.skipIf(!hasOpenssl)('over TLS', () => {
  const trusted = { 'certificate-authority-data': base64(authority?.cert ?? '') }

  test('a cluster opens with the authority of the kubeconfig, as data or as a file beside it', async () => {
    const server = await secure()
    await open(server, trusted).until('● live')
    const program = open(server, { 'certificate-authority': 'ca.crt' })
    writeFileSync(join(program.folder, 'ca.crt'), authority?.cert ?? '')
    await program.until('● live')
    program.press('L')
    await program.until(/TLS +verified/)
  })

  test('fault 7: a client certificate that expired is told with its date', async () => {
    const server = await secure()
    const pair = authority?.sign({ ...usual, name: 'me', from: '20200101000000Z', to: '20210203040500Z' })
    server.faults.push(on(/./, (response) => sendStatus(response, 401, 'Unauthorized', 'Unauthorized')))
    const user = {
      'client-certificate-data': base64(pair?.cert ?? ''),
      'client-key-data': base64(pair?.key ?? ''),
    }
    const text = await open(server, trusted, user).until('cannot be opened yet')
    expect(text).toContain('your client certificate expired on 2021-02-03 04:05 UTC')
  })

  test('fault 8: an unknown authority is named, with the names of the certificate; nothing is skipped', async () => {
    const server = await secure()
    const text = await open(server, {}).until('cannot be opened yet')
    expect(text).toContain('its certificate is signed by The Test Authority, for 127.0.0.1, api.example')
    expect(text).toContain('check `certificate-authority` in the kubeconfig')
    expect(server.asked).toEqual([])
  })

  test('fault 8: a certificate for other names gives them, and tls-server-name opens the cluster', async () => {
    const server = await secure({ alternatives: ['DNS:api.example', 'DNS:other.example'] })
    const text = await open(server, trusted).until('cannot be opened yet')
    expect(text).toContain('is for other names: api.example, other.example')
    expect(text).toContain('set `tls-server-name: api.example`')
    expect(server.asked).toEqual([])
    await open(server, { ...trusted, 'tls-server-name': 'api.example' }).until('● live')
  })

  test('fault 8: a kubeconfig that skips the check says so all the time', async () => {
    const server = await secure()
    expect(await open(server, { 'insecure-skip-tls-verify': true }).until('● live')).toContain('TLS unverified')
  })

  test('fault 9: a certificate that is not valid yet is told with both times', async () => {
    const server = await secure({ from: '20990101000000Z', to: '21000101000000Z' })
    const text = await open(server, trusted).until('cannot be opened yet')
    expect(text).toContain('is valid only from 2099-01-01 00:00 UTC')
    expect(text).toMatch(/this machine’s clock says \d{4}-\d\d-\d\d \d\d:\d\d UTC/)
  })

  test('fault 9: a certificate that expired is told with both times', async () => {
    const server = await secure({ from: '20200101000000Z', to: '20210101000000Z' })
    const text = await open(server, trusted).until('cannot be opened yet')
    expect(text).toContain('expired on 2021-01-01 00:00 UTC')
    expect(text).toMatch(/this machine’s clock says/)
  })

  test('a key that is none is told without a word of it', async () => {
    const server = await secure()
    const pair = authority?.sign(usual)
    const user = {
      'client-certificate-data': base64(pair?.cert ?? ''),
      'client-key-data': base64('-----BEGIN PRIVATE KEY-----\nY2FuYXJ5\n-----END PRIVATE KEY-----\n'),
    }
    const text = await open(server, trusted, user).until('cannot be opened')
    expect(text).toContain('a certificate or key of the kubeconfig cannot be used')
    expect(text).not.toContain('Y2FuYXJ5')
  })
})

test('fault 9: a clock that differs from the server’s by more than a minute is told, with both times', async () => {
  const server = await catfacts()
  closing.push(() => server.stop())
  server.faults.push((_request, path) => {
    if (path !== '/version') return null
    return (response) => {
      response.setHeader('date', new Date(Date.now() + 600_000).toUTCString())
      response.writeHead(200).end('{"gitVersion":"v1.35.4"}')
    }
  })
  server.faults.push((_request, path) =>
    path.includes('fieldSelector=metadata.name')
      ? (response) => {
          response.setHeader('date', new Date(Date.now() + 600_000).toUTCString())
          response.writeHead(200).end('{"items":[],"metadata":{}}')
        }
      : null,
  )
  const program = open(server, {})
  await program.until('! clocks differ')
  program.press('L')
  const text = await program.until(/clocks differ: this machine’s says/)
  expect(text.replace(/[\s│┃]+/g, ' ')).toMatch(/the server’s \d{4}-/)
})

test('a server that speaks plain http is told to encrypt nothing', async () => {
  const server = await catfacts()
  closing.push(() => server.stop())
  const program = open(server, {})
  await program.until('● live')
  program.press('L')
  await program.until(/TLS +none: what is said can be read on the way/)
})
