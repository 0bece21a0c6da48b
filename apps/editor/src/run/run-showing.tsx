import { type JSX, type ReactNode, useContext, useEffect, useMemo } from "react";
import { useTranslation } from "react-i18next";
import { useDocument } from "../document/use-document.tsx";
import { RunStateContext } from "../run-state/use-run-state.tsx";
import { openBreakpoints } from "./breakpoints/breakpoints.ts";
import { BreakpointsContext } from "./breakpoints/use-breakpoints.ts";
import { createRunInput } from "./input/input-state.ts";
import { RunInputContext } from "./input/use-input.ts";
import { noShape, type Shape, shapeOf } from "./model/shape.ts";
import { createRunSession } from "./session/session.ts";
import { RunSessionContext } from "./session/use-session.ts";
import type { GraphDocumentStore } from "../document/document.ts";

/** Lets a page show a run of its open document: the session, breakpoints and the next input. */
export function RunShowing({ graph, children }: { readonly graph: string; readonly children: ReactNode }): JSX.Element {
  const { t } = useTranslation("run");
  const document = useDocument();
  const runs = useContext(RunStateContext);
  const session = useMemo(
    () =>
      createRunSession({
        runs,
        shape: shapesOf(document),
        frame: (draw) => requestAnimationFrame(draw),
        words: { attempt: (attempt) => t("attempt", { attempt }), tasks: (done, all) => t("tasks", { done, all }) },
      }),
    [runs, document, t],
  );
  const breakpoints = useMemo(() => openBreakpoints(graph, window.localStorage), [graph]);
  const input = useMemo(createRunInput, []);
  useEffect(() => () => session.clear(), [session]);
  return (
    <RunSessionContext value={session}>
      <BreakpointsContext value={breakpoints}>
        <RunInputContext value={input}>{children}</RunInputContext>
      </BreakpointsContext>
    </RunSessionContext>
  );
}

/** The shape of what is drawn now; the same object while that is the same. */
function shapesOf({ store }: GraphDocumentStore): () => Shape {
  let known: { readonly of: unknown; readonly shape: Shape } | undefined;
  return () => {
    const { graph } = store.getState().shown;
    if (known === undefined || known.of !== graph) known = { of: graph, shape: graph === undefined ? noShape : shapeOf(graph) };
    return known.shape;
  };
}
