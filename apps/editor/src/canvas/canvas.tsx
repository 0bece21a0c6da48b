import { ReactFlowProvider } from "@xyflow/react";
import { type JSX, useEffect, useMemo } from "react";
import { useDocumentState } from "../document/use-document.tsx";
import { createConnecting, ConnectingContext } from "./gestures/connecting.ts";
import { createProblemMarks, problemsByNode, ProblemsContext } from "./marks.ts";
import { Surface } from "./surface.tsx";

/** The graph, drawn and edited: React Flow stands behind this folder alone. */
export function Canvas(): JSX.Element {
  const connecting = useMemo(createConnecting, []);
  const marks = useMemo(createProblemMarks, []);
  const problems = useDocumentState((state) => state.problems);
  useEffect(() => marks.setState(({ byNode }) => ({ byNode: problemsByNode(problems, byNode) })), [marks, problems]);
  return (
    <ReactFlowProvider>
      <ConnectingContext value={connecting}>
        <ProblemsContext value={marks}>
          <Surface />
        </ProblemsContext>
      </ConnectingContext>
    </ReactFlowProvider>
  );
}
