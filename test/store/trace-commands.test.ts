import { describe, expect, test } from 'vitest'
import { decode } from '../../src/decode/decode.ts'
import { type ClusterIndex, indexCluster } from '../../src/engine/cluster-index.ts'
import { applyChanges, emptyCluster } from '../../src/model/cluster-changes.ts'
import { topView } from '../../src/store/state.ts'
import { isScene, type Scene, sceneOf } from '../../src/store/trace-scene.ts'
import type { TraceView } from '../../src/store/trace-state.ts'
import { Program } from '../ui/screens.ts'

function traced(snapshot: string, ...fields: readonly string[]): Program {
  const program = new Program(snapshot).press('t ctrl-r')
  for (const text of fields) program.type(text).press('enter')
  return program
}

function view(program: Program): TraceView {
  const top = topView(program.state)
  if (top.type !== 'trace') throw new Error(`this is ${top.type}: ${program.state.toasts.at(-1)?.text}`)
  return top
}

function scene(program: Program): Scene {
  const found = sceneOf(program.state, view(program))
  if (!isScene(found)) throw new Error('nothing is traced')
  return found
}

/** Where the walk stands, in a word. */
function here(program: Program): string {
  const { telling, tier } = scene(program).here
  return `${tier ?? ''} ${telling.type}`.trim()
}

const intruder = () => traced('catfacts', 'dev/netshoot', 'catfacts/db', '3306')

describe('walking', () => {
  test.each([
    ['', 'answer'],
    ['n', 'leg'],
    ['n n', 'calico-system tier-skipped'],
    ['l l right n', 'security rule'],
    ['n n p h', 'answer'],
    ['3 n', 'security tier'],
    ['] N N', 'security tier'],
    ['] ]', 'leg'],
    ['] ] ]', 'verdict'],
    ['c', 'verdict'],
    ['c p', 'platform end-of-tier'],
    ['D', 'platform end-of-tier'],
    ['c P', 'platform tier'],
    ['c P P', 'security tier-skipped'],
    ['c [', 'leg'],
    ['j j j j', 'security rule'],
    ['j j j j j', 'security pass'],
    ['G', 'verdict'],
    ['G g g', 'answer'],
  ])('`%s` leads to %s', (keys, place) => {
    expect(here(intruder().press(keys))).toBe(place)
  })

  test.each([
    ['p', /the answer/],
    ['c n', /the verdict/],
  ])('`%s` at the end says so instead of moving', (keys, words) => {
    expect(intruder().press(keys).state.toasts.at(-1)?.text).toMatch(words)
  })
})

describe('asking again', () => {
  test('`~` shows the same step with the staged policies enforced', () => {
    const program = traced('catfacts', 'catfacts/worker', 'api.twilio.com', '80').press('~')
    expect(view(program).scope).toBe('pending')
    expect(scene(program).trace.verdict).toBe('Deny')
    expect(here(program)).toBe('answer')
  })

  test('`x` swaps source and destination', () => {
    expect(view(intruder().press('x')).question).toMatchObject({ from: 'catfacts/db', to: 'dev/netshoot' })
  })

  test('a domain cannot be a source, and the reason is said', () => {
    const program = traced('quiz', 'quiz-1/pod-a', 'tigera.io', '443').press('x')
    expect(view(program).question.from).toBe('quiz-1/pod-a')
    expect(program.state.toasts.at(-1)?.text).toMatch(/domain is never the source/)
  })

  test.each([
    ['5432', { port: '5432', protocol: 'TCP' }],
    ['udp/53', { port: '53', protocol: 'udp' }],
  ])('`i` asks with port %s in place of the other', (text, question) => {
    expect(view(intruder().press('i').type(text).press('enter')).question).toMatchObject(question)
  })

  test('escape leaves the port as it was', () => {
    const program = intruder().press('i').type('99').press('esc')
    expect(view(program)).toMatchObject({ port: null, question: { port: '3306' } })
  })

  test('`e` brings the question back into the picker, and enter asks it again', () => {
    const program = intruder().press('e')
    expect(topView(program.state)).toMatchObject({ type: 'picker', entries: { to: { text: 'catfacts/db' } } })
    expect(view(program.press('enter')).question.port).toBe('3306')
    expect(program.state.views.map(({ type }) => type)).toEqual(['board', 'trace'])
  })

  test('`b` says when there is but one way', () => {
    expect(intruder().press('b').state.toasts.at(-1)?.text).toMatch(/one way only/)
  })

  test('`b` goes round the backends of a service, whose verdicts may differ', () => {
    const program = new Program('catfacts').send({ type: 'cluster', index: twoBackends() }).press('t ctrl-r')
    program.type('shop/client').press('enter').type('svc:shop/web')
    expect(program.screen()).toMatch(/Mixed: it depends on which of 2 backends answers/)
    program.press('enter')
    expect(program.screen()).toMatch(/backend 1 of 2/)
    const first = scene(program).trace.verdict
    program.press('b')
    expect(program.screen()).toMatch(/backend 2 of 2/)
    expect([first, scene(program).trace.verdict].sort()).toEqual(['Allow', 'Deny'])
  })
})

/** A service with two pods, of which a policy closes one. */
function twoBackends(): ClusterIndex {
  const pod = (name: string, ip: string, labels: Record<string, string>) => ({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { namespace: 'shop', name, labels },
    spec: { nodeName: 'n1', containers: [{ name: 'main' }] },
    status: { podIP: ip, phase: 'Running' },
  })
  const objects = [
    pod('client', '10.0.0.1', {}),
    pod('web-1', '10.0.0.2', { app: 'web' }),
    pod('web-2', '10.0.0.3', { app: 'web', closed: 'yes' }),
    {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { namespace: 'shop', name: 'web' },
      spec: { selector: { app: 'web' }, ports: [{ port: 80, targetPort: 8080 }] },
    },
    {
      apiVersion: 'discovery.k8s.io/v1',
      kind: 'EndpointSlice',
      metadata: { namespace: 'shop', name: 'web-1', labels: { 'kubernetes.io/service-name': 'web' } },
      ports: [{ port: 8080, protocol: 'TCP' }],
      endpoints: [{ addresses: ['10.0.0.2'] }, { addresses: ['10.0.0.3'] }],
    },
    {
      apiVersion: 'networking.k8s.io/v1',
      kind: 'NetworkPolicy',
      metadata: { namespace: 'shop', name: 'closed' },
      spec: { podSelector: { matchLabels: { closed: 'yes' } }, policyTypes: ['Ingress'] },
    },
  ]
  return indexCluster(
    applyChanges(
      emptyCluster,
      objects.flatMap((object) => decode(object, null)),
    ),
  )
}

describe('taking it elsewhere', () => {
  test('the connection is copied as the command line that answers it', () => {
    const effect = intruder().press('Y c').effects.at(-1)
    expect(effect).toMatchObject({
      type: 'copy',
      text: 'calico-tui trace --snapshot catfacts --from dev/netshoot --to catfacts/db --port 3306',
    })
  })

  test('the trace is copied as text and as JSON', () => {
    const text = intruder().press('Y t').effects.at(-1)
    expect(text?.type === 'copy' && text.text).toMatch(/^✗ Denied on ingress at catfacts\/db/)
    const json = intruder().press('Y j').effects.at(-1)
    expect(json?.type === 'copy' && JSON.parse(json.text)).toMatchObject({
      schema: 'calico-tui/trace/v1',
      verdict: 'Deny',
    })
  })

  test('enter opens the policy of the step, escape comes back to the step', () => {
    const program = intruder().press('] ] N N N n')
    expect(program.press('enter').row(0)).toMatch(/catfacts\/platform\.db/)
    program.press('esc')
    expect(here(program)).toBe('platform rule')
  })

  test('y shows the YAML with the cursor on the rule', () => {
    const program = traced('catfacts', 'dev/netshoot', 'catfacts/db', '3306').press('N N n n n y')
    const top = topView(program.state)
    const column = top.type === 'drill' ? top.columns.at(-1) : undefined
    expect(column).toMatchObject({ yaml: true })
    const row = program
      .screen()
      .split('\n')
      .find((line) => line.includes('action: Pass'))
    expect(row).toBeDefined()
    expect(column?.cursor.at).toBeGreaterThan(0)
  })
})

test('the names of policies stand as they are, also where a sentence begins', () => {
  const program = new Program('catfacts', { columns: 80, rows: 24 }).press('t ctrl-r')
  for (const text of ['dev/netshoot', 'catfacts/db', '3306']) program.type(text).press('enter')
  const screen = program
    .press('n n n n n n n')
    .screen()
    .replace(/[│╭╮╰╯\s]+/g, ' ')
  expect(screen).toContain('After it, security.blockep-ips is not asked')
  expect(screen).not.toContain('Security.')
})

test('whom a policy is for that does not select the endpoint is told with its namespace and without what Calico adds', () => {
  const program = new Program('stars', { columns: 80, rows: 24 }).press('t ctrl-r')
  for (const text of ['client/client', 'svc:stars/backend']) program.type(text).press('enter')
  const screen = program
    .press('c p p')
    .screen()
    .replace(/[│╭╮╰╯\s]+/g, ' ')
  expect(screen).toContain("it is for role == 'frontend' in stars. It is passed over")
  expect(screen).not.toContain('orchestrator')
})
