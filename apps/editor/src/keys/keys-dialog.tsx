import { Modal } from "@mantine/core";
import type { JSX } from "react";
import { useTranslation } from "react-i18next";
import { keymap, modKey } from "./keymap.ts";
import css from "./keys.module.css";

const groups = ["everywhere", "graph", "canvas", "line", "wire", "inbox"] as const satisfies readonly (keyof typeof keymap)[];

/** Every key and what it does. */
export function KeysDialog({ close }: { readonly close: () => void }): JSX.Element {
  const { t } = useTranslation("keys");
  const mod = modKey(navigator.userAgent);
  return (
    <Modal opened onClose={close} title={t("title")} size="lg">
      <div className={css["groups"]}>
        {groups.map((group) => (
          <section key={group}>
            <h3>{t(`groups.${group}`)}</h3>
            <dl>
              {keymap[group].map(({ keys, does }) => (
                <div key={`${keys.join(" ")} ${does}`}>
                  <dt>
                    {keys.map((key) => (
                      <kbd key={key}>{key === "mod" ? mod : key}</kbd>
                    ))}
                  </dt>
                  <dd>{t(`does.${does}`)}</dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
    </Modal>
  );
}
