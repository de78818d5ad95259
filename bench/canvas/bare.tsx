/**
 * React Flow as its documentation says to use it, with the library's own nodes and edges: the limit of what a canvas over it
 * can reach. Draws when `window.draw(document)` is called, so that loading the page is not counted.
 */
import '@xyflow/react/dist/style.css';
import { applyNodeChanges, type Edge, type Node, type NodeChange, ReactFlow } from '@xyflow/react';
import { useCallback, useState } from 'react';
import { createRoot } from 'react-dom/client';
import type { FlowDocument } from '../../flows/document/schema.ts';
import { cullFrom } from './flow.ts';

declare global {
  interface Window {
    draw: (document: FlowDocument) => void;
  }
}

/** As large as our cards, so that as many are in sight. */
const size = { width: 248, height: 132 };

function Bare({ document }: { document: FlowDocument }) {
  const [nodes, setNodes] = useState<Node[]>(() =>
    document.nodes.map(({ id, type }) => {
      const [x, y] = document.layout?.nodes?.[id] ?? [0, 0];
      return { id, position: { x, y }, data: { label: type }, style: size };
    }),
  );
  const [edges] = useState<Edge[]>(() =>
    document.edges.map(({ from, outlet, to }) => ({ id: `${from}|${outlet}|${to}`, source: from, target: to })),
  );
  const onNodesChange = useCallback(
    (changes: NodeChange[]) => setNodes((before) => applyNodeChanges(changes, before)),
    [],
  );
  return (
    <ReactFlow
      nodes={nodes}
      edges={edges}
      onNodesChange={onNodesChange}
      panOnScroll
      minZoom={0.1}
      defaultViewport={{ x: 40, y: 40, zoom: 0.85 }}
      onlyRenderVisibleElements={nodes.length > cullFrom}
    />
  );
}

window.draw = (document) => {
  const root = window.document.getElementById('root');
  if (root !== null) createRoot(root).render(<Bare document={document} />);
};
