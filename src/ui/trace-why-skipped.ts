import { hidingIn } from '../model/gap.ts'
import type { Policy, PolicyRef } from '../model/policy.ts'
import type { PolicySkipped } from '../model/trace.ts'
import { policyAt, type Scene } from '../store/trace-scene.ts'
import type { Telling, Told } from '../store/trace-told.ts'
import { plainText } from '../text/styled.ts'
import { policyWords } from '../text/verdict.ts'
import { whoLine } from './trace-selection.ts'
import { type Names, names, say, type Thought, tierName } from './trace-thought.ts'

/** Why a tier is passed over, and what that means. */
export function skippedTier(
  scene: Scene,
  told: Told,
  telling: Extract<Telling, { type: 'tier-skipped' }>,
): readonly Thought[] {
  const { endpoint, direction } = names(scene, told)
  const tier = tierName(told)
  const hides = hidingIn(scene.index.cluster.gaps.values(), tier).length > 0
  const unused = say(
    'Its default action does not count either: it is for traffic that a policy of the tier was asked about.',
  )
  switch (telling.because) {
    case 'selector':
      return [say(`No policy of tier ${tier} selects ${endpoint}, so the tier is passed over.`), unused]
    case 'direction':
      return [
        say(`No policy of tier ${tier} that selects ${endpoint} governs ${direction}, so the tier is passed over.`),
        unused,
      ]
    case 'staged':
      return [
        say(
          `Only staged policies of tier ${tier} select ${endpoint}. Staged policies are not enforced, so the tier is passed over.`,
        ),
        say('~ shows what happens once they are.'),
      ]
    case 'empty':
      return hides
        ? [say(`No policy of tier ${tier} is seen. Without one that is hidden, traffic passes over it.`)]
        : [say(`Tier ${tier} has no policies. Traffic passes over it.`)]
    case 'stage':
      return [
        say(
          `Policies of tier ${tier} select ${endpoint}, but apply at another stage of its traffic. The tier is passed over here.`,
        ),
      ]
    case 'left-out':
      return [
        say(
          `What tier ${tier} has for ${endpoint} is left out by Calico: refused as invalid, or staged to be deleted. The tier is passed over.`,
        ),
      ]
  }
}

/** Why many policies take no part, after their number. */
export const manySkipped: Record<PolicySkipped, (names: Names) => string> = {
  selector: ({ endpoint }) => `do not select ${endpoint}`,
  direction: ({ direction }) => `do not govern ${direction}`,
  staged: () => 'are staged and not enforced',
  'staged-delete': () => 'are staged to be deleted',
  stage: () => 'apply at another point of the way',
  invalid: () => 'are refused by Calico',
}

/** Why a policy takes no part. */
export function skippedPolicy(scene: Scene, told: Told, ref: PolicyRef, because: PolicySkipped): readonly Thought[] {
  const { endpoint, direction } = names(scene, told)
  const name = policyWords(ref)
  const policy = policyAt(scene, ref)
  switch (because) {
    case 'selector':
      return [
        say(`${name} does not select ${endpoint}${selectorOf(policy)}. It is passed over as if it were not there.`),
      ]
    case 'direction':
      return [
        say(
          `${name} selects ${endpoint} but governs only ${direction === 'egress' ? 'ingress' : 'egress'} (its types). It has no say on ${direction}.`,
        ),
      ]
    case 'staged':
      return [
        say(`${name} selects ${endpoint} but is staged: Calico only reports what it would do. It decides nothing.`),
        say('~ shows the walk with staged policies enforced.'),
      ]
    case 'staged-delete':
      return [
        say(
          `${name} is staged with the action Delete: it stands for the removal of an enforced policy and takes part in nothing.`,
        ),
      ]
    case 'stage':
      return [
        say(
          `${name} applies at another point of the way (before address translation or connection tracking, at host endpoints), not here.`,
        ),
      ]
    case 'invalid':
      return [
        say(
          `Calico refuses ${name} and treats it as missing${policy?.invalid === null || policy === null ? '' : `: ${policy.invalid}`}.`,
        ),
      ]
  }
}

function selectorOf(policy: Policy | null): string {
  return policy === null ? '' : `: it is for ${plainText(whoLine(policy))}`
}
