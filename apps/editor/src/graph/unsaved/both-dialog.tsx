import { Modal } from "@mantine/core";
import type { JSX } from "react";
import { useTranslation } from "react-i18next";
import { TextDiff } from "../../compare/text-diff.tsx";
import type { Files } from "../../document/files.ts";

interface Props {
  readonly mine: Files;
  readonly theirs: Files;
  readonly close: () => void;
}

/** What stands on the disk, and what it would become by what is here. */
export function BothDialog({ mine, theirs, close }: Props): JSX.Element {
  const { t } = useTranslation("graph");
  return (
    <Modal opened onClose={close} title={t("conflict.both")} size="xl">
      <TextDiff from={theirs} to={mine} />
    </Modal>
  );
}
