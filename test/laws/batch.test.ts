import { expect, test } from 'vitest'
import { generateQueries } from '../generate/queries.ts'
import { printed } from '../spec/printed.ts'

test('each answer of a batch is that of asking alone', async () => {
  const queries = [...generateQueries(1200)].filter((_, at) => at % 20 === 0)
  const lines = queries.map((query) => `${JSON.stringify(query)}\n`).join('')
  const batch = await printed(['trace', '--snapshot', 'storefront', '--queries', '-', '--scope', 'both'], lines)
  const answers = batch.out
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))
  expect(answers.map((answer) => answer.id)).toEqual(queries.map((query) => query.id))
  for (const [at, { id, from, to, protocol = 'TCP', port }] of queries.entries()) {
    const asked = [
      '--from',
      from,
      '--to',
      to,
      '--protocol',
      protocol,
      '--port',
      String(port),
      '--scope',
      'both',
      '-o',
      'json',
    ]
    const alone = JSON.parse((await printed(['trace', '--snapshot', 'storefront', ...asked])).out)
    const short = ({ verdict, certain, legs }: Record<string, unknown>) => ({
      verdict,
      certain,
      legs: withoutSteps(legs),
    })
    expect(answers[at], `${id}: ${from} to ${to} ${protocol} ${port}`).toMatchObject({
      enforced: short(alone.enforced),
      pending: short(alone.pending),
    })
  }
})

/** A batch prints of a leg only what decides. */
function withoutSteps(legs: unknown): unknown {
  // The legs of our own JSON are objects.
  return (legs as Record<string, unknown>[]).map(({ direction, endpoint, verdict, hits }) => ({
    direction,
    endpoint,
    verdict,
    hits,
  }))
}
