import { FastForward, Mail, OctagonPause, RotateCcw } from "lucide-react";
import { type JSX, type ReactNode, useContext, useMemo } from "react";
import { useTranslation } from "react-i18next";
import { type MoreActions, MoreActionsContext } from "../canvas/actions/more.ts";
import { RunStateContext } from "../run-state/use-run-state.tsx";
import { toggle } from "./breakpoints/breakpoints.ts";
import { useBreakpoints } from "./breakpoints/use-breakpoints.ts";
import { usePausable } from "./breakpoints/use-pausable.ts";
import { BriefReadContext } from "./panel/brief-mark.tsx";
import { useRun } from "./session/use-session.ts";
import { useRunActs } from "./use-run-acts.ts";

interface Props {
  /** Begins a run that pauses before a step; absent where none may be begun. */
  readonly start?: (to: string) => Promise<void>;
  readonly children: ReactNode;
}

/** Lets a canvas offer what may be done with runs at a step: to it, from it, and where they pause. */
export function RunNodeActions({ start, children }: Props): JSX.Element {
  const { t } = useTranslation("run");
  const breakpoints = useBreakpoints();
  const isPausable = usePausable();
  const runs = useContext(RunStateContext);
  const read = useContext(BriefReadContext);
  const { goOn, runFrom } = useRunActs();
  const standing = useRun(({ run, status }) => (run === undefined ? "none" : status));
  const actions = useMemo(
    (): MoreActions => (node) => {
      const open = standing === "interrupted" || standing === "cancelled";
      const pausable = isPausable(node);
      const where = breakpoints.getState().byNode[node];
      return [
        {
          id: "runTo",
          label: t("runTo", { node }),
          icon: FastForward,
          may: pausable && standing !== "running" && (open || start !== undefined),
          run: () => void (open ? goOn(node) : start?.(node)),
        },
        {
          id: "runFrom",
          label: t("runFrom", { node }),
          icon: RotateCcw,
          may: pausable && standing !== "none" && standing !== "running",
          run: () => void runFrom(node),
        },
        { id: "brief", label: t("briefs.read"), icon: Mail, may: runs.node(node)?.briefs !== undefined, run: () => read.setState({ node }) },
        {
          id: "breakBefore",
          label: t(where === "before" ? "breakpoints.unsetBefore" : "breakpoints.setBefore", { node }),
          icon: OctagonPause,
          keys: ["F9"],
          may: pausable,
          run: () => toggle(breakpoints, node, "before"),
        },
        {
          id: "breakAfter",
          label: t(where === "after" ? "breakpoints.unsetAfter" : "breakpoints.setAfter", { node }),
          icon: OctagonPause,
          keys: ["Shift+F9"],
          may: pausable,
          run: () => toggle(breakpoints, node, "after"),
        },
      ];
    },
    [t, breakpoints, isPausable, runs, read, goOn, runFrom, standing, start],
  );
  return <MoreActionsContext value={actions}>{children}</MoreActionsContext>;
}
