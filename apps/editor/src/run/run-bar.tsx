import { Button } from "@mantine/core";
import { useHotkeys } from "@mantine/hooks";
import { useLocation } from "@tanstack/react-router";
import { Play, Square } from "lucide-react";
import { type JSX, useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import { agentClient } from "../api/client.ts";
import { useIdle } from "../elements/use-idle.ts";
import { useNotices } from "../elements/use-notices.ts";
import { useCommands } from "../find/use-commands.ts";
import { modKey } from "../keys/keymap.ts";
import { useSelected } from "../selection/use-selection.tsx";
import { toggle } from "./breakpoints/breakpoints.ts";
import { useBreakpoints } from "./breakpoints/use-breakpoints.ts";
import { usePausable } from "./breakpoints/use-pausable.ts";
import { useInput } from "./input/use-input.ts";
import { InputMenu } from "./input-menu.tsx";
import css from "./run-bar.module.css";
import { RunMenu } from "./run-menu.tsx";
import { useRun } from "./session/use-session.ts";
import { useRunInAddress } from "./use-run-in-address.ts";
import { useRunActs } from "./use-run-acts.ts";
import { useStart } from "./use-start.ts";

/** The buttons in the top bar that start and stop runs of the graph that is open. */
export function RunBar(): JSX.Element {
  const { t } = useTranslation("run");
  const { busy, start } = useStart();
  const { stop } = useRunActs();
  const going = useRun(({ run, status }) => run !== undefined && status === "running");
  const breakpoints = useBreakpoints();
  const isPausable = usePausable();
  const notices = useNotices();
  const selected = useSelected((state) => state.nodes);
  const pauseAt = (where: "before" | "after", event: KeyboardEvent): void => {
    // The canvas has the same key while it has the focus.
    if (event.defaultPrevented) return;
    for (const node of selected) if (isPausable(node)) toggle(breakpoints, node, where);
    const owned = selected.find((node) => !isPausable(node));
    if (owned !== undefined) notices.tell(t("breakpoints.owned", { node: owned }));
  };
  useHotkeys(
    [
      ["mod+Enter", () => void (going ? undefined : start())],
      ["mod+.", () => void (going ? stop() : undefined)],
      ["shift+F9", (event) => pauseAt("after", event), { preventDefault: false }],
      ["F9", (event) => pauseAt("before", event), { preventDefault: false }],
    ],
    [],
    true,
  );
  const idle = useIdle();
  // Whoever presses Run does not wait for it.
  useEffect(() => void (idle && agentClient().catch(() => undefined)), [idle]);
  useStartAsked(start);
  useRunInAddress();
  const mod = modKey(navigator.userAgent);
  useCommands(() => [
    going
      ? { id: "stop", title: t("stop"), keys: `${mod} .`, run: () => void stop() }
      : { id: "run", title: t("run"), keys: `${mod} ↵`, run: () => void start() },
  ]);
  return (
    <div className={css["bar"]}>
      {!going && <InputMenu />}
      {going ? (
        <Button leftSection={<Square size={12} aria-hidden />} rightSection={<kbd>{mod} .</kbd>} onClick={() => void stop()}>
          {t("stop")}
        </Button>
      ) : (
        <Button variant="filled" loading={busy} leftSection={<Play size={13} aria-hidden />} rightSection={<kbd>{mod} ↵</kbd>} onClick={() => void start()}>
          {t("run")}
        </Button>
      )}
      <RunMenu start={start} />
    </div>
  );
}

/** Somebody came here to run it: `/g/refund#run`. */
function useStartAsked(start: () => Promise<void>): void {
  const asked = useLocation({ select: ({ hash }) => hash === "run" });
  const ready = useInput(({ settled }) => settled);
  const begun = useRef(false);
  useEffect(() => {
    if (!asked || !ready || begun.current) return;
    begun.current = true;
    void start();
  }, [asked, ready, start]);
}
