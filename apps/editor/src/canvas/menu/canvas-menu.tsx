import { Menu } from "@mantine/core";
import type { JSX } from "react";
import { useTranslation } from "react-i18next";
import { modKey } from "../../keys/keymap.ts";
import type { Action } from "../actions/acting.ts";
import { shownChord } from "../actions/chord.ts";
import css from "./menu.module.css";

interface Props {
  /** Where it opens, from the canvas's upper left corner. */
  readonly at: { readonly x: number; readonly y: number };
  readonly parts: readonly (readonly Action[])[];
  readonly close: () => void;
}

/** What may be done to what is selected, where the pointer is or the selection. */
export function CanvasMenu({ at, parts, close }: Props): JSX.Element {
  const { t } = useTranslation("canvas");
  const mod = modKey(navigator.userAgent);
  return (
    // What is selected opens the inspector, which may take the place that the pointer is at: the menu stays there.
    <Menu
      opened
      onClose={close}
      position="bottom-start"
      offset={2}
      width={232}
      hideDetached={false}
      returnFocus={false}
      trapFocus
      withInitialFocusPlaceholder={false}
    >
      <Menu.Target>
        <button type="button" tabIndex={-1} className={css["anchor"]} aria-label={t("actions.label")} style={{ left: at.x, top: at.y }} />
      </Menu.Target>
      <Menu.Dropdown aria-label={t("actions.label")}>
        {parts.flatMap((part, index) => [
          ...(index === 0 ? [] : [<Menu.Divider key={`after ${parts[index - 1]?.[0]?.id ?? ""}`} />]),
          ...part.map(({ id, label, icon: Icon, keys, run }) => (
            <Menu.Item
              key={id}
              leftSection={Icon === undefined ? undefined : <Icon size={14} aria-hidden />}
              rightSection={keys?.[0] === undefined ? undefined : <kbd>{shownChord(keys[0], mod)}</kbd>}
              onClick={run}
            >
              {label}
            </Menu.Item>
          )),
        ])}
      </Menu.Dropdown>
    </Menu>
  );
}
