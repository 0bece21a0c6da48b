import { Button, Menu } from "@mantine/core";
import { useHotkeys } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { useLocation } from "@tanstack/react-router";
import { Check, ChevronDown, CircleStop, FastForward, OctagonPause, PencilLine, Play, RotateCcw, Square } from "lucide-react";
import { type JSX, useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import { meQuery } from "../api/me.ts";
import { useCommands } from "../find/use-commands.ts";
import { usePageState } from "../graph/page-state.ts";
import { modKey } from "../keys/keymap.ts";
import { useSelected } from "../selection/use-selection.tsx";
import { toggle } from "./breakpoints/breakpoints.ts";
import { useBreakpoints } from "./breakpoints/use-breakpoints.ts";
import { takeExample } from "./input/input-state.ts";
import { useExamples, useInput, useRunInput } from "./input/use-input.ts";
import css from "./run-bar.module.css";
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
  const selected = useSelected((state) => state.nodes);
  useHotkeys(
    [
      ["mod+Enter", () => void (going ? undefined : start())],
      ["mod+.", () => void (going ? stop() : undefined)],
      ["F9", () => selected.forEach((node) => toggle(breakpoints, node, "before"))],
    ],
    [],
  );
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

function InputMenu(): JSX.Element {
  const { t } = useTranslation("run");
  const examples = useExamples();
  const input = useRunInput();
  const chosen = useInput((state) => state.example);
  const [, setPage] = usePageState();
  const example = examples.find(({ id }) => id === chosen);
  const title = example === undefined ? t("input.own") : example.title === "" ? example.id : example.title;
  return (
    <Menu position="bottom-end" width={340}>
      <Menu.Target>
        <button type="button" className={css["input"]} aria-label={t("input.choose", { title })}>
          <span>{title}</span>
          <ChevronDown size={13} aria-hidden />
        </button>
      </Menu.Target>
      <Menu.Dropdown mah={420} style={{ overflow: "auto" }}>
        <Menu.Item leftSection={<PencilLine size={14} aria-hidden />} onClick={() => setPage({ dock: "run", dockOpen: true })}>
          {t("input.write")}
        </Menu.Item>
        {examples.length > 0 && <Menu.Label>{t("input.cases")}</Menu.Label>}
        {examples.map((each) => (
          <Menu.Item
            key={each.id}
            leftSection={each.id === chosen ? <Check size={14} aria-hidden /> : <span className={css["blank"]} />}
            onClick={() => takeExample(input, each)}
          >
            {each.title === "" ? each.id : each.title}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}

function RunMenu({ start }: { readonly start: (to?: string) => Promise<void> }): JSX.Element {
  const { t } = useTranslation("run");
  const { goOn, runFrom } = useRunActs();
  const { data: me } = useQuery(meQuery);
  const breakpoints = useBreakpoints();
  const [node] = useSelected((state) => state.nodes);
  const standsAt = useRun(({ run, status }) => (run === undefined ? "none" : status));
  const open = standsAt === "interrupted" || standsAt === "cancelled";
  return (
    <Menu position="bottom-end" width={300}>
      <Menu.Target>
        <button type="button" className={css["more"]} aria-label={t("menu")}>
          <ChevronDown size={14} aria-hidden />
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{me?.offline === true ? t("offline") : t("online")}</Menu.Label>
        {node === undefined ? (
          <Menu.Label>{t("selectFirst")}</Menu.Label>
        ) : (
          <>
            <Menu.Item
              leftSection={<FastForward size={14} aria-hidden />}
              disabled={standsAt === "running"}
              onClick={() => void (open ? goOn(node) : start(node))}
            >
              {t("runTo", { node })}
            </Menu.Item>
            <Menu.Item
              leftSection={<RotateCcw size={14} aria-hidden />}
              disabled={standsAt === "none" || standsAt === "running"}
              onClick={() => void runFrom(node)}
            >
              {t("runFrom", { node })}
            </Menu.Item>
            <Menu.Divider />
            <Menu.Item leftSection={<OctagonPause size={14} aria-hidden />} rightSection={<kbd>F9</kbd>} onClick={() => toggle(breakpoints, node, "before")}>
              {t("breakpoints.setBefore", { node })}
            </Menu.Item>
            <Menu.Item leftSection={<OctagonPause size={14} aria-hidden />} onClick={() => toggle(breakpoints, node, "after")}>
              {t("breakpoints.setAfter", { node })}
            </Menu.Item>
          </>
        )}
        <Menu.Item leftSection={<CircleStop size={14} aria-hidden />} onClick={() => breakpoints.setState({ byNode: {} })}>
          {t("breakpoints.clear")}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
