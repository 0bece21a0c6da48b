import { Button, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Ban, Eye, RotateCcw } from "lucide-react";
import type { JSX } from "react";
import { useTranslation } from "react-i18next";
import type { Action, Approval, SaidDecision } from "../../api/approvals.ts";
import { meQuery } from "../../api/me.ts";
import { Value } from "../evidence/value.tsx";
import { progressOf } from "../list/filter.ts";
import { useTexts } from "../use-texts.ts";
import css from "./side.module.css";
import { useClaim } from "./use-decide.ts";

interface Props {
  readonly approval: Approval;
  /** In whose name the one user of a server without keys decides. */
  readonly as: string;
  readonly setAs: (as: string) => void;
}

/** Who has decided, who is still needed, and who looks at it. */
export function People({ approval, as, setAs }: Props): JSX.Element {
  const { t } = useTranslation("inbox");
  const me = useQuery(meQuery).data;
  const { actions, closed, requester } = approval;
  const { done, all } = progressOf(approval);
  const refused = [...new Set(actions.flatMap(({ why }) => why ?? []))];
  const local = me?.auth === "local";
  return (
    <section className={css["people"]} aria-label={t("people.title")}>
      <h3>
        {t("people.title")} {all > 0 && <b>{t("people.of", { done, all })}</b>}
      </h3>
      {all > 0 && (
        <div className={css["places"]} role="img" aria-label={t("people.of", { done, all })}>
          {Array.from({ length: all }, (_, place) => (
            <i key={place} data-on={place < done} />
          ))}
        </div>
      )}
      {actions.map((action, index) => (
        <ActionPeople key={index} action={action} named={actions.length > 1} open={closed === undefined} />
      ))}
      {all === 0 && closed === undefined && <p>{t("anybody")}</p>}
      <p>{t("people.asked", { who: requester })}</p>
      {refused.map((why) => (
        <p key={why} className={css["may-not"]}>
          <Ban size={13} aria-hidden />
          {why}
        </p>
      ))}
      {closed === undefined && <Claim approval={approval} me={me?.id} />}
      {closed === undefined && local && (
        <div className={css["local"]}>
          <p>{t("people.local")}</p>
          <TextInput
            classNames={{ description: css["hint"] ?? "" }}
            label={t("people.as")}
            description={t("people.asHint")}
            placeholder={me.id}
            value={as}
            onChange={({ currentTarget }) => setAs(currentTarget.value)}
          />
        </div>
      )}
    </section>
  );
}

function ActionPeople({ action, named, open }: { readonly action: Action; readonly named: boolean; readonly open: boolean }): JSX.Element {
  const { t } = useTranslation("inbox");
  const { decisions = [], by, answer, status, name } = action;
  return (
    <div className={css["action"]}>
      {named && <code>{name}</code>}
      <ul>
        {decisions.map((decision, index) => (
          <Said key={index} decision={decision} />
        ))}
        {open &&
          status === "open" &&
          by
            .filter(({ count, approvedBy }) => approvedBy.length < count)
            .map(({ role, count, approvedBy, fourEyes }) => (
              <li key={role}>
                <span className={css["avatar"]} aria-hidden="true">
                  {role.slice(0, 1).toUpperCase()}
                </span>
                <span>
                  <b>{role}</b>
                  {count > 1 && <small>{t("people.stillNeeded", { count: count - approvedBy.length })}</small>}
                  {fourEyes && <small>{t("people.fourEyes")}</small>}
                </span>
                <span className={css["chip"]}>{t("people.needed")}</span>
              </li>
            ))}
      </ul>
      {open && answer !== undefined && (
        <div className={css["answer"]}>
          <small>{t("people.answer")}</small>
          <Value value={answer} field="" currency={undefined} depth={0} />
        </div>
      )}
    </div>
  );
}

const said = { approve: "people.approved", edit: "people.edited", reject: "people.rejected", respond: "people.answered" } as const;

function Said({ decision }: { readonly decision: SaidDecision }): JSX.Element {
  const { t } = useTranslation("inbox");
  const { time } = useTexts();
  const { type, actor, at, counts, message, roles, singleUser } = decision;
  return (
    <li>
      <span className={css["avatar"]} data-said={type} aria-hidden="true">
        {actor.slice(0, 2).toUpperCase()}
      </span>
      <span>
        <b>{actor}</b>
        <small>
          {t(said[type], { time: time(at) })}
          {counts ? "" : `, ${t("people.cleared")}`}
          {singleUser || roles.length === 0 ? "" : ` · ${roles.join(", ")}`}
        </small>
        {message !== undefined && message !== "" && <q>{message}</q>}
      </span>
      {!counts && (
        <span className={css["chip"]}>
          <RotateCcw size={11} aria-hidden />
          {t("people.again")}
        </span>
      )}
    </li>
  );
}

function Claim({ approval, me }: { readonly approval: Approval; readonly me: string | undefined }): JSX.Element | null {
  const { t } = useTranslation("inbox");
  const { time } = useTexts();
  const { mutate, isPending, error } = useClaim(approval.id);
  const { claim, mine } = approval;
  const own = claim !== undefined && claim.by === me;
  if (claim === undefined && !mine) return null;
  return (
    <div className={css["claim"]}>
      {claim !== undefined && (
        <span>
          <Eye size={13} aria-hidden />
          {own ? t("people.youLook", { time: time(claim.at) }) : t("people.looks", { who: claim.by, time: time(claim.at) })}
        </span>
      )}
      {mine && (
        <Button size="compact-sm" variant="subtle" color="gray" disabled={isPending} onClick={() => mutate(!own)}>
          {t(own ? "people.release" : "people.look")}
        </Button>
      )}
      {error !== null && <span role="alert">{error.message}</span>}
    </div>
  );
}
