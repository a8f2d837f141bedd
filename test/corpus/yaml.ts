import type { BrokenInput } from './corpus.ts'
import { item, podYaml, policyYaml, tierYaml } from './objects.ts'

const all = ['tier security', 'policy shop/db', 'pod shop/db-1']
const others = ['policy shop/db', 'pod shop/db-1']
const documents = (...parts: readonly string[]): string => parts.join('---\n')
/** As `kubectl get -o yaml` prints a list. */
const listOf = (...items: readonly string[]): string =>
  `apiVersion: v1\nitems:\n${items.map((yaml) => item(yaml)).join('')}kind: List\nmetadata:\n  resourceVersion: ""\n`
const laughs = ['a0: &a0 lol', ...Array.from({ length: 40 }, (_, at) => `a${at + 1}: &a${at + 1} [*a${at}, *a${at}, *a${at}]`)]

/** A YAML file whose first document is broken and whose others are good. */
function first(name: string, text: string, problem: RegExp, more: Partial<BrokenInput> = {}): BrokenInput {
  const files = { 'a.yaml': documents(text, policyYaml, podYaml) }
  return { name, files, problems: [problem], only: true, survivors: others, fails: null, ...more }
}

export const brokenYaml: readonly BrokenInput[] = [
  first('an indent that goes nowhere', 'kind: Tier\n metadata:\n', /a\.yaml:2: not YAML: expected the end of the value.* at column 10/),
  first('a bracket that is not closed', 'kind: Tier\nspec: [1, 2\n', /a\.yaml:\d: not YAML: expected a deeper indent: a bracket or quote before it is not closed at column 1/),
  first('a double quote that is not closed', 'kind: "Tier\nspec: {}\n', /a\.yaml:\d: not YAML: expected/),
  first("a single quote that is not closed", "kind: 'Tier\nspec: {}\n", /a\.yaml:\d: not YAML: expected/),
  first('tabs for an indent', 'kind: Tier\nmetadata:\n\tname: security\n', /a\.yaml:3: not YAML: expected spaces: a tab cannot indent at column \d/),
  first('an alias without its anchor', 'kind: Tier\nspec: *nowhere\n', /a\.yaml:2: not YAML: expected an anchor `&nowhere` before its alias at column \d/),
  first('a tag that runs code in other readers', 'kind: !!js/function "function () { throw 1 }"\n', /a\.yaml:1: not YAML: expected a value without the tag/),
  first('a colon in a value without quotes', 'kind: Tier\nmetadata: {name: x}\nspec:\n  note: a: b\n', /a\.yaml:4: not YAML: expected the end of the value.* at column \d/),
  first('a template of Helm', '{{- if .Values.tier }}\nkind: Tier\n{{- end }}\n', /a\.yaml:1: not YAML: .*render it first, such as with `helm template`/),
  first('a document that is a text', 'just some words\n', /a\.yaml:1: expected an object with `kind` and `apiVersion`, not the text `just some words`/),
  first('a document that is a number', '42\n', /a\.yaml:1: expected an object.*not the number `42`/),
  first('an object without a kind', 'replicas: 3\nimage: nginx\n', /a\.yaml:1: expected an object.*not one with `replicas`, `image` alone/),
  first('a key that is an object', '? {a: b}\n: c\n', /a\.yaml:1: not YAML: expected a text as key/),
  first('an anchor that holds its own alias', 'kind: &a [*a]\n', /a\.yaml:1: not YAML: nested more than 200 levels deep, or an anchor that holds its own alias/),
  first('a key that was there before', tierYaml.replace('  order', '  order: 5\n  order'), /a\.yaml:7: a key that was there before: the last one counts at column \d/, {
    survivors: all,
  }),
  first('a bomb of aliases', `${laughs.join('\n')}\n`, /a\.yaml:1: not YAML: aliases that stand for more values than the text has characters/),
  first('a bomb of merge keys', `${laughs.map((line) => line.replace('lol', '{x: 1}').replace(/\[(.*)\]/, '{<<: [$1]}')).join('\n')}\n`, /a\.yaml:1: expected an object.*not one with `a0`/),
  first('sequences nested ten thousand deep', `${'- '.repeat(10_000)}x\n`, /a\.yaml:1: not YAML: nested more than 200 levels deep/),
  first('brackets nested ten thousand deep', `x: ${'['.repeat(10_000)}${']'.repeat(10_000)}\n`, /a\.yaml:1: not YAML: nested more than 200 levels deep/),
  first('a control character', 'kind: "Ti\u0001er"\n', /a\.yaml:1: not YAML: expected text: a control character cannot stand here at column 10/),
  {
    name: 'empty documents, comments and directives between documents',
    files: { 'a.yaml': `---\n---\n# nothing\n...\n%YAML 1.2\n---\n${tierYaml}...\n---\n${policyYaml}---\nnull\n---\n${podYaml}---\n` },
    problems: [],
    only: true,
    survivors: all,
    fails: null,
  },
  {
    name: 'a list with one item that is not YAML',
    files: { 'a.yaml': listOf(tierYaml, 'kind: [\nmetadata: {}\n', podYaml) },
    problems: [/a\.yaml:\d+: not YAML: expected/],
    only: true,
    survivors: ['tier security', 'pod shop/db-1'],
    fails: null,
  },
  {
    name: 'a list with an unclosed quote in one item',
    files: { 'a.yaml': listOf(tierYaml, policyYaml.replace("selector: app == 'db'", 'selector: "app'), podYaml) },
    problems: [/a\.yaml:\d+: not YAML: expected/],
    only: true,
    survivors: ['tier security', 'pod shop/db-1'],
    fails: null,
  },
  {
    name: 'a list whose items share an anchor',
    files: { 'a.yaml': listOf(tierYaml, podYaml.replace('labels:', 'labels: &all'), podYaml.replace('db-1', 'db-2').replace('labels:\n    app: db', 'labels: *all')) },
    problems: [],
    only: true,
    survivors: ['tier security', 'pod shop/db-1', 'pod shop/db-2'],
    fails: null,
  },
  {
    name: 'a list indented by hand, with comments between its items',
    files: {
      'a.yaml': `# all\nkind: List\napiVersion: v1\nitems: # here\n\n  # first\n${item(tierYaml, '  ')}# second\n${item(policyYaml, '  ')}\n${item(podYaml, '  ')}`,
    },
    problems: [],
    only: true,
    survivors: all,
    fails: null,
  },
  {
    name: 'a typed list whose items lack their kind',
    files: { 'a.yaml': `kind: TierList\napiVersion: projectcalico.org/v3\nitems:\n- metadata: {name: security}\n  spec: {order: 1}\n- 7\n` },
    problems: [/a\.yaml:6: expected an object.*not the number `7`/],
    only: true,
    survivors: ['tier security'],
    fails: null,
  },
  {
    name: 'a YAML file that ends in the middle',
    files: { 'a.yaml': listOf(tierYaml, policyYaml, podYaml).split('status:')[0] + 'status: {phase: "Run' },
    problems: [/a\.yaml:\d+: not YAML: expected the closing `"`, found the end/],
    only: true,
    survivors: ['tier security', 'policy shop/db'],
    fails: null,
  },
  {
    name: 'a document marker inside a quoted text',
    files: { 'a.yaml': `kind: "x\n---\ny"\n---\n${tierYaml}` },
    problems: [/a\.yaml:2: not YAML/],
    survivors: ['tier security'],
    fails: null,
  },
  {
    name: 'lines that look like items inside a block of text',
    files: {
      'a.yaml': `${tierYaml}---\nkind: ConfigMap\napiVersion: v1\nmetadata:\n  name: x\ndata:\n  text: |\n    items:\n    - kind: Tier\n    ---\n    more\n---\n${podYaml}`,
    },
    problems: [],
    only: true,
    survivors: ['tier security', 'pod shop/db-1'],
    fails: null,
  },
  {
    name: 'JSON and YAML documents in one YAML file',
    files: { 'a.yaml': `{"apiVersion":"projectcalico.org/v3","kind":"Tier","metadata":{"name":"security"}}\n---\n${podYaml}` },
    problems: [],
    only: true,
    survivors: ['tier security', 'pod shop/db-1'],
    fails: null,
  },
  {
    name: 'YAML in a file named .json, JSON in one named .yaml',
    files: { 'a.json': podYaml, 'b.yaml': '{"kind": "List", "items": [{"kind": "Tier", "apiVersion": "projectcalico.org/v3", "metadata": {"name": "security"}}, {]}' },
    problems: [/b\.yaml:1: not JSON/],
    survivors: ['tier security', 'pod shop/db-1'],
    fails: null,
  },
  {
    name: 'a table as kubectl prints it',
    files: { 'pods.txt': 'NAMESPACE   NAME    READY   STATUS    RESTARTS   AGE\nshop        db-1    1/1     Running   0          5d\n' },
    problems: [/pods\.txt:1: a table as `kubectl get` prints it: expected the output of `-o yaml` or `-o json`/],
    only: true,
    survivors: [],
    fails: /pods\.txt`: no object of a cluster/,
  },
  {
    name: 'an error that kubectl printed in place of objects',
    files: { 'a.yaml': 'Error from server (Forbidden): tiers is forbidden: User "x" cannot list\n', 'b.yaml': tierYaml },
    problems: [/a\.yaml:1: kubectl could not print the objects: Error from server \(Forbidden\)/],
    only: true,
    survivors: ['tier security'],
    fails: null,
  },
  {
    name: 'a web page in place of YAML',
    files: { 'a.yaml': '<!DOCTYPE html>\n<html><body>Sign in</body></html>\n' },
    problems: [/a\.yaml:1: a web page: expected YAML or JSON/],
    only: true,
    survivors: [],
    fails: /no object of a cluster/,
  },
]
