import { expect, test } from 'vitest'
import { readEntity } from '../../src/decode/entity-rule.ts'
import { startReading } from '../../src/decode/reading.ts'
import { isProblem, parseSelector } from '../../src/model/selector-parser.ts'
import { printSelector } from '../../src/model/selector-print.ts'
import ruleSelectors from '../vectors/rule-selectors.json' with { type: 'json' }

test.each(ruleSelectors.vectors)('$id: one side of a rule becomes one selector', (vector) => {
  const resource = { apiVersion: 'projectcalico.org/v3', kind: 'NetworkPolicy', namespace: null, name: 'a' }
  const reading = startReading(resource, null)
  const namespace = vector.policyNamespace === '' ? null : vector.policyNamespace
  // A rule of a profile or policy has ports only beside a protocol; one side alone does not know.
  const entity = readEntity(reading, vector.entity, 'spec.ingress[0].source', namespace)
  const wanted = parseSelector(vector.selector)
  if (isProblem(wanted)) {
    expect(reading.refused).toContain('expected')
    return
  }
  expect(reading.problems).toEqual([])
  expect(entity.matches === null ? '' : printSelector(entity.matches)).toBe(
    vector.selector === '' ? '' : printSelector(wanted),
  )
  const excluded = parseSelector(vector.notSelector ?? '')
  if (isProblem(excluded)) throw new Error('the vector does not parse')
  expect(entity.excludes).toEqual(vector.notSelector === undefined ? null : excluded)
})
