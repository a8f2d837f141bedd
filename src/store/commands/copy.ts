import { yamlText } from '../../text/yaml.ts'
import type { Command, Outcome } from '../command.ts'
import { manifestOf } from '../details/items-of.ts'
import { focusedObject } from '../focus.ts'
import type { ObjectRef } from '../object.ts'
import type { State } from '../state.ts'
import { objectKind, objectTitle } from '../titles.ts'

const contexts = ['board', 'drill', 'list', 'problems'] as const
const nothing = { disabled: 'nothing is under the cursor' } as const

const name: Command = {
  id: 'copy.name',
  contexts,
  keys: ['c'],
  help: 'copy the name',
  group: 'Copy',
  hint: null,
  run(state) {
    const object = focusedObject(state)
    if (object === null) return nothing
    const text = objectTitle(object)
    return [state, [{ type: 'copy', text, what: `the name of ${objectKind(object)} ${text}` }]]
  },
}

const yaml: Command = {
  id: 'copy.yaml',
  contexts,
  keys: ['Y'],
  help: 'copy the YAML',
  group: 'Copy',
  hint: null,
  run: (state) =>
    withYaml(state, (object, text) => [state, [{ type: 'copy', text, what: `the YAML of ${objectTitle(object)}` }]]),
}

const edit: Command = {
  id: 'copy.editor',
  contexts,
  keys: ['e'],
  help: 'a copy in $EDITOR',
  group: 'Copy',
  hint: null,
  run: (state) =>
    withYaml(state, (object, text) => {
      const file = `${objectTitle(object).replace(/[^\w.-]+/g, '-')}.yaml`
      return [state, [{ type: 'view', name: file, text }]]
    }),
}

function withYaml(state: State, make: (object: ObjectRef, text: string) => Outcome): Outcome {
  const object = focusedObject(state)
  if (object === null || state.index === null) return nothing
  const manifest = manifestOf(state.index, object)
  return manifest === null ? { disabled: 'only policies keep their YAML' } : make(object, yamlText(manifest))
}

export const copyCommands: readonly Command[] = [name, yaml, edit]
