import { connect, type PeerCertificate } from 'node:tls'
import { ApiError, safeText, tlsHint } from './api-error.ts'
import { utcTime } from './utc-time.ts'

export interface CertificateQuestion {
  readonly server: URL
  /** The name the certificate should carry where it is not the server's. */
  readonly servername: string | null
  /** Why the certificate was not trusted: the code of the error. */
  readonly code: string
  readonly now: number
}

const answerMs = 5_000

/** The error of a certificate that was not trusted, with what the certificate says of itself. The server is asked for it once more, and
 * sent nothing: no credentials, no request. */
export async function errorOfCertificate(question: CertificateQuestion, untold: ApiError): Promise<ApiError> {
  const certificate = await presented(question)
  if (certificate === null || certificate.subject === undefined) return untold
  const { server, code, now } = question
  return new ApiError('tls', words(server.host, certificate, code, now), { hint: hintOf(code, certificate) })
}

function words(host: string, certificate: PeerCertificate, code: string, now: number): string {
  const here = `this machine’s clock says ${utcTime(now)}`
  const [from, to] = [Date.parse(certificate.valid_from), Date.parse(certificate.valid_to)]
  if (code === 'CERT_HAS_EXPIRED') return `the certificate of ${host} expired on ${utcTime(to)}; ${here}`
  if (code === 'CERT_NOT_YET_VALID') return `the certificate of ${host} is valid only from ${utcTime(from)}; ${here}`
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID')
    return `the certificate of ${host} is for other names: ${namesOf(certificate).join(', ')}`
  const issuer = nameOf(certificate.issuer)
  const self = issuer === nameOf(certificate.subject) ? ' by itself' : ''
  return `no trust in ${host}: its certificate is signed${self} by ${issuer}, for ${namesOf(certificate).join(', ')}`
}

function hintOf(code: string, certificate: PeerCertificate): string {
  const [name] = namesOf(certificate)
  if (code !== 'ERR_TLS_CERT_ALTNAME_INVALID' || name === undefined) return tlsHint(code)
  return `if that is your server, set \`tls-server-name: ${name}\` for the cluster in the kubeconfig`
}

const mostNames = 6

function namesOf(certificate: PeerCertificate): readonly string[] {
  const names = (certificate.subjectaltname ?? '').split(', ').map((name) => name.replace(/^(DNS|IP Address):/, ''))
  const known = names.filter((name) => name !== '').map((name) => safeText(name, 100))
  return known.length > 0 ? known.slice(0, mostNames) : [nameOf(certificate.subject)]
}

function nameOf(name: PeerCertificate['subject']): string {
  const text = name.CN ?? name.O ?? 'nobody named'
  return safeText(Array.isArray(text) ? text.join(', ') : text, 100)
}

function presented({ server, servername }: CertificateQuestion): Promise<PeerCertificate | null> {
  return new Promise((resolve) => {
    const host = server.hostname.replace(/^\[|\]$/g, '')
    const port = server.port === '' ? 443 : Number(server.port)
    const name = servername ?? host
    const socket = connect({
      host,
      port,
      rejectUnauthorized: false,
      // An address is no name to ask for.
      ...(!/^[\d.]+$|:/.test(name) && { servername: name }),
    })
    const end = (certificate: PeerCertificate | null) => {
      socket.destroy()
      resolve(certificate)
    }
    socket.setTimeout(answerMs, () => end(null))
    socket.once('error', () => end(null))
    socket.once('secureConnect', () => end(socket.getPeerCertificate()))
  })
}
