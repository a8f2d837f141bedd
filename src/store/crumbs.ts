import { type State, topView, type View } from './state.ts'
import { objectTitle } from './titles.ts'

/** Where the screen stands, from the cluster's name to the object in focus. */
export function crumbs(state: State): readonly string[] {
  const path = state.views.flatMap((view) => viewCrumbs(view, view === topView(state)))
  return state.source.title === null ? path : [state.source.title, ...path]
}

function viewCrumbs(view: View, isTop: boolean): readonly string[] {
  switch (view.type) {
    case 'board':
      return ['Board']
    case 'drill':
      return (isTop ? view.columns : view.columns.slice(0, 1)).map((column) =>
        column.object.type === 'selector' ? 'selector' : objectTitle(column.object),
      )
    case 'list':
      return [capitalized(view.kind?.title ?? 'everything')]
    case 'problems':
      return ['Problems']
    case 'history':
      return ['Messages']
    case 'snapshots':
      return isTop ? ['Snapshots'] : []
    case 'flows':
      return [view.by === 'flows' ? 'Flows' : `Flows by ${view.by}`]
    case 'matrix':
      return [`Matrix of ${view.by}`]
    case 'neighbours':
      return [`Around ${view.workload}`]
    case 'columns':
      return ['Columns']
    case 'stops':
      return ['Where traffic stops']
    case 'rehearsal':
      return ['Rehearsal']
    case 'live':
      return [view.shows === 'kinds' ? 'Live' : 'Access']
    case 'contexts':
      return [view.of === 'contexts' ? 'Contexts' : 'Namespaces']
    case 'picker':
      return ['Trace a connection']
    case 'trace':
      return ['Trace']
  }
}

function capitalized(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}
