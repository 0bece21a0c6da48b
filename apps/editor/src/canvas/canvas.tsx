import { ReactFlowProvider } from "@xyflow/react";
import { type JSX, useEffect, useMemo } from "react";
import { useDocumentState } from "../document/use-document.tsx";
import { createConnecting, ConnectingContext } from "./gestures/connecting.ts";
import { createEditing, EditingContext } from "./editing.ts";
import { createGuides, GuidesContext } from "./gestures/use-drag.ts";
import { createProblemMarks, problemsBy, ProblemsContext } from "./marks.ts";
import { useShown } from "./scene/use-scene.ts";
import { Surface } from "./surface.tsx";

/** The graph, drawn and edited: React Flow stands behind this folder alone. */
export function Canvas(): JSX.Element {
  const connecting = useMemo(createConnecting, []);
  const editing = useMemo(createEditing, []);
  const guides = useMemo(createGuides, []);
  const marks = useMemo(createProblemMarks, []);
  const problems = useDocumentState((state) => state.problems);
  const shown = useShown();
  useEffect(
    () => marks.setState(({ byNode, byEdge }) => ({ byNode: problemsBy("node", problems, byNode), byEdge: problemsBy("edge", problems, byEdge) })),
    [marks, problems],
  );
  return (
    <ReactFlowProvider>
      <ConnectingContext value={connecting}>
        <ProblemsContext value={marks}>
          <EditingContext value={editing}>
            <GuidesContext value={guides}>
              <Surface shown={shown} />
            </GuidesContext>
          </EditingContext>
        </ProblemsContext>
      </ConnectingContext>
    </ReactFlowProvider>
  );
}
