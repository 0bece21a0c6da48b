import { Button, Modal } from "@mantine/core";
import { type JSX, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Files } from "../../document/files.ts";
import { conflictsOf, type Merged, mergedFiles, type Side } from "../../document/merge.ts";
import css from "./merge-dialog.module.css";

interface Props {
  readonly merged: Merged;
  readonly apply: (files: Files) => void;
  readonly close: () => void;
}

/** A choice for each place that was changed on both sides. */
export function MergeDialog({ merged, apply, close }: Props): JSX.Element {
  const { t } = useTranslation("graph");
  const conflicts = conflictsOf(merged);
  const [theirs, setTheirs] = useState<ReadonlySet<string>>(new Set());
  const side = (key: string): Side => (theirs.has(key) ? "theirs" : "mine");
  const choose = (key: string, chosen: Side): void => {
    const next = new Set(theirs);
    if (chosen === "theirs") next.add(key);
    else next.delete(key);
    setTheirs(next);
  };
  return (
    <Modal opened onClose={close} title={t("conflict.merge")} size="xl">
      {conflicts.map(({ key, path, mine, theirs: other }, index) => (
        <fieldset key={key} className={css["place"]}>
          <legend>{t("conflict.choose", { number: index + 1, file: path })}</legend>
          {(
            [
              ["mine", mine],
              ["theirs", other],
            ] as const
          ).map(([each, text]) => (
            <label key={each} data-chosen={side(key) === each}>
              <span>
                <input type="radio" name={key} checked={side(key) === each} onChange={() => choose(key, each)} /> {t(`conflict.${each}`)}
              </span>
              <pre>{text === "" ? t("conflict.nothing") : text}</pre>
            </label>
          ))}
        </fieldset>
      ))}
      <Button
        variant="filled"
        onClick={() => {
          apply(mergedFiles(merged, side));
          close();
        }}
      >
        {t("conflict.apply")}
      </Button>
    </Modal>
  );
}
