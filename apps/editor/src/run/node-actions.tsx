import { FastForward, OctagonPause, RotateCcw } from "lucide-react";
import { type JSX, type ReactNode, useMemo } from "react";
import { useTranslation } from "react-i18next";
import { type MoreActions, MoreActionsContext } from "../canvas/actions/more.ts";
import { toggle } from "./breakpoints/breakpoints.ts";
import { useBreakpoints } from "./breakpoints/use-breakpoints.ts";
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
  const { goOn, runFrom } = useRunActs();
  const standing = useRun(({ run, status }) => (run === undefined ? "none" : status));
  const actions = useMemo(
    (): MoreActions => (node) => {
      const open = standing === "interrupted" || standing === "cancelled";
      const where = breakpoints.getState().byNode[node];
      return [
        {
          id: "runTo",
          label: t("runTo", { node }),
          icon: FastForward,
          may: standing !== "running" && (open || start !== undefined),
          run: () => void (open ? goOn(node) : start?.(node)),
        },
        { id: "runFrom", label: t("runFrom", { node }), icon: RotateCcw, may: standing !== "none" && standing !== "running", run: () => void runFrom(node) },
        {
          id: "breakBefore",
          label: t(where === "before" ? "breakpoints.unsetBefore" : "breakpoints.setBefore", { node }),
          icon: OctagonPause,
          keys: ["F9"],
          may: true,
          run: () => toggle(breakpoints, node, "before"),
        },
        {
          id: "breakAfter",
          label: t(where === "after" ? "breakpoints.unsetAfter" : "breakpoints.setAfter", { node }),
          icon: OctagonPause,
          keys: ["Shift+F9"],
          may: true,
          run: () => toggle(breakpoints, node, "after"),
        },
      ];
    },
    [t, breakpoints, goOn, runFrom, standing, start],
  );
  return <MoreActionsContext value={actions}>{children}</MoreActionsContext>;
}
