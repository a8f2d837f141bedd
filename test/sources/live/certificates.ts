import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** A key and its certificate, in PEM. */
export interface KeyPair {
  readonly key: string
  readonly cert: string
}

export interface CertificateOptions {
  readonly name: string
  /** Such as `IP:127.0.0.1` or `DNS:api.example`. */
  readonly alternatives: readonly string[]
  /** In openssl's form, `20260101000000Z`; null for now and a day later. */
  readonly from: string | null
  readonly to: string | null
}

/** A certificate authority of a test, and what it signs. Made by openssl. */
export class Authority {
  readonly #folder = mkdtempSync(join(tmpdir(), 'calico-tui-ca-'))
  readonly cert: string
  #serial = 0

  constructor(name: string) {
    this.#openssl(
      'req',
      '-x509',
      '-newkey',
      'ec',
      '-pkeyopt',
      'ec_paramgen_curve:prime256v1',
      '-nodes',
      ...['-keyout', 'ca.key', '-out', 'ca.crt', '-subj', `/CN=${name}`, '-days', '3650'],
    )
    this.cert = this.#read('ca.crt')
    writeFileSync(join(this.#folder, 'index.txt'), '')
    writeFileSync(join(this.#folder, 'serial'), '01\n')
    writeFileSync(join(this.#folder, 'ca.conf'), settings)
  }

  sign(options: CertificateOptions): KeyPair {
    this.#serial += 1
    const [key, request, cert, extensions] = ['key', 'csr', 'crt', 'ext'].map((end) => `${this.#serial}.${end}`)
    const curve = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1']
    this.#openssl('req', ...curve, '-nodes', '-keyout', `${key}`, '-out', `${request}`, '-subj', `/CN=${options.name}`)
    const alternatives = options.alternatives.length === 0 ? '' : `subjectAltName=${options.alternatives.join(',')}\n`
    writeFileSync(join(this.#folder, `${extensions}`), `${alternatives}basicConstraints=CA:FALSE\n`)
    const from = options.from === null ? [] : ['-startdate', options.from]
    const to = options.to === null ? ['-days', '3650'] : ['-enddate', options.to]
    const files = ['-in', `${request}`, '-out', `${cert}`, '-extfile', `${extensions}`]
    this.#openssl('ca', '-config', 'ca.conf', '-batch', '-notext', ...files, ...from, ...to)
    return { key: this.#read(`${key}`), cert: this.#read(`${cert}`) }
  }

  close(): void {
    rmSync(this.#folder, { recursive: true, force: true })
  }

  #read(file: string): string {
    return readFileSync(join(this.#folder, file), 'utf8')
  }

  #openssl(...args: readonly string[]): void {
    execFileSync('openssl', [...args], { cwd: this.#folder, stdio: 'ignore' })
  }
}

const settings = `
[ca]
default_ca = this
[this]
dir = .
new_certs_dir = .
database = index.txt
serial = serial
certificate = ca.crt
private_key = ca.key
default_md = sha256
policy = any
unique_subject = no
[any]
commonName = supplied
`
