import { Box, type DOMElement, Text } from 'ink'
import { createContext, type ReactElement, type ReactNode, useContext, useEffect, useMemo, useRef } from 'react'
import { ansiLine } from '../term/ansi.ts'
import type { Area } from '../term/grid.ts'
import { fitLine, type StyledLine } from '../term/line.ts'
import { plain } from '../term/style.ts'

/** Something that is painted over Ink's own cells: lines of ours, or an area in which Ink's cells hide what is below. */
export interface Layer {
  /** 0 for the body, one more for each Overlay around it. */
  readonly depth: number
  readonly node: { current: DOMElement | null }
  /** Null for an Overlay: Ink's cells. */
  lines: readonly StyledLine[] | null
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
const DepthContext = createContext(0)

function useLayer(lines: readonly StyledLine[] | null, cursor: SurfaceCursor | null, depth: number): Layer {
  const registry = useContext(LayerContext)
  const node = useRef<DOMElement | null>(null)
  const layer = useMemo<Layer>(() => ({ depth, node, lines: null, cursor: null }), [depth])
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
 * `lines` alone does not make Ink paint at all. Give it the size in cells. Without a screen of ours around it (tests,
 * `--plain`) the same lines are ordinary text.
 */
export function Surface(props: {
  readonly width: number
  readonly height: number
  readonly lines: readonly StyledLine[]
  readonly cursor?: SurfaceCursor | null
}): ReactElement {
  const registry = useContext(LayerContext)
  const depth = useContext(DepthContext)
  const layer = useLayer(props.lines, props.cursor ?? null, depth)
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

/**
 * A rectangle over everything below it, for dialogs, help and the palette: it hides what is there, whoever painted it.
 * Surfaces inside it lie above it; an Overlay inside an Overlay above that. Place it as the last child of the root.
 */
export function Overlay(props: Area & { readonly children: ReactNode }): ReactElement {
  const depth = useContext(DepthContext) + 1
  const layer = useLayer(null, null, depth)
  const { left, top, width, height } = props
  return (
    <DepthContext.Provider value={depth}>
      <Box ref={layer.node} position="absolute" marginLeft={left} marginTop={top} width={width} height={height}>
        <Box position="absolute">
          <Text>{Array.from({ length: height }, () => ' '.repeat(width)).join('\n')}</Text>
        </Box>
        <Box flexDirection="column" width={width} height={height}>
          {props.children}
        </Box>
      </Box>
    </DepthContext.Provider>
  )
}
