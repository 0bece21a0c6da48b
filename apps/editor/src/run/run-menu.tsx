import { Menu } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { ChevronDown, CircleStop, FastForward, OctagonPause, RotateCcw } from "lucide-react";
import type { JSX } from "react";
import { useTranslation } from "react-i18next";
import { meQuery } from "../api/me.ts";
import { useSelected } from "../selection/use-selection.tsx";
import { toggle } from "./breakpoints/breakpoints.ts";
import { useBreakpoints } from "./breakpoints/use-breakpoints.ts";
import { usePausable } from "./breakpoints/use-pausable.ts";
import css from "./run-bar.module.css";
import { useRun } from "./session/use-session.ts";
import { useRunActs } from "./use-run-acts.ts";

/** More ways to run: to the selected step, from it, and where runs pause. */
export function RunMenu({ start }: { readonly start: (to?: string) => Promise<void> }): JSX.Element {
  const { t } = useTranslation("run");
  const { goOn, runFrom } = useRunActs();
  const { data: me } = useQuery(meQuery);
  const breakpoints = useBreakpoints();
  const isPausable = usePausable();
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
        ) : !isPausable(node) ? (
          <Menu.Label>{t("breakpoints.owned", { node })}</Menu.Label>
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
            <Menu.Item
              leftSection={<OctagonPause size={14} aria-hidden />}
              rightSection={<kbd>Shift F9</kbd>}
              onClick={() => toggle(breakpoints, node, "after")}
            >
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
