import { Box, type DOMElement, Text } from 'ink'
import { createContext, type ReactElement, useContext, useEffect, useMemo, useRef } from 'react'
import { ansiLine } from '../term/ansi.ts'
import { fitLine, type StyledLine } from '../term/line.ts'
import { plain } from '../term/style.ts'

/** Lines of ours that are painted over Ink's cells. */
export interface Layer {
  readonly node: { current: DOMElement | null }
  lines: readonly StyledLine[]
  cursor: SurfaceCursor | null
}

/** Where in a Surface the terminal's cursor stands, as in a field that is typed into. */
export interface SurfaceCursor {
  readonly column: number
  readonly row: number
}

/** What a Surface tells the one who paints. */
export interface LayerRegistry {
  add(layer: Layer): () => void
  invalidate(): void
}

/** Null where there is no screen of ours: then a Surface is ordinary text of Ink's. */
export const LayerContext = createContext<LayerRegistry | null>(null)

function useLayer(lines: readonly StyledLine[], cursor: SurfaceCursor | null): Layer {
  const registry = useContext(LayerContext)
  const node = useRef<DOMElement | null>(null)
  const layer = useMemo<Layer>(() => ({ node, lines: [], cursor: null }), [])
  // Set while rendering, so that a frame Ink paints in this commit has them already; effects come after it.
  layer.lines = lines
  layer.cursor = cursor
  useEffect(() => registry?.add(layer), [registry, layer])
  useEffect(() => registry?.invalidate())
  return layer
}

/**
 * A rectangle of cells that we paint ourselves: `lines` from its top, clipped at its width, blank below.
 *
 * Use it for everything that is large or changes with each key: Ink only keeps its place free, and a change of
 * `lines` alone does not make Ink paint at all. Give it the size in cells. Of Surfaces that overlap, the one that came
 * later lies above. Without a screen of ours around it (as in tests) the same lines are ordinary text.
 */
export function Surface(props: {
  readonly width: number
  readonly height: number
  readonly lines: readonly StyledLine[]
  readonly cursor?: SurfaceCursor | null
}): ReactElement {
  const registry = useContext(LayerContext)
  const layer = useLayer(props.lines, props.cursor ?? null)
  const { width, height } = props
  const place = useMemo(
    () => <Box ref={layer.node} width={width} height={height} flexShrink={0} />,
    [layer, width, height],
  )
  if (registry !== null) return place
  const text = Array.from({ length: height }, (_, row) => ansiLine(fitLine(props.lines[row] ?? [], width, plain, '')))
  return (
    <Box width={width} height={height} flexShrink={0}>
      <Text wrap="truncate">{text.join('\n')}</Text>
    </Box>
  )
}
