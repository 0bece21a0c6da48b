import { Modal } from "@mantine/core";
import { type JSX, useMemo } from "react";
import { useTranslation } from "react-i18next";
import { ChangeList } from "../../compare/change-list.tsx";
import { compare } from "../../compare/meaning.ts";
import { TextDiff } from "../../compare/text-diff.tsx";
import type { Files } from "../../document/files.ts";
import { readMeaning } from "../../document/reading.ts";

interface Props {
  readonly mine: Files;
  readonly theirs: Files;
  readonly close: () => void;
}

/** What stands on the disk, and what it would become by what is here. */
export function BothDialog({ mine, theirs, close }: Props): JSX.Element {
  const { t } = useTranslation("graph");
  const comparison = useMemo(() => compare({ files: theirs, reading: readMeaning(theirs) }, { files: mine, reading: readMeaning(mine) }), [mine, theirs]);
  return (
    <Modal opened onClose={close} title={t("conflict.both")} size="xl">
      <ChangeList comparison={comparison} />
      <TextDiff from={theirs} to={mine} />
    </Modal>
  );
}
