import { Button, Checkbox, Drawer, Select } from 'antd';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { POLICE_RANKS, type HandedOut, type PoliceRank, type Role } from '#contracts';
import { post, ProblemError } from '../../live/http.js';
import { fieldErrors } from '../../live/problem-fields.js';
import { TextField } from '../../parts/text-field.js';
import { useProblemText } from '../../parts/use-problem.js';

/** Who gets visits by their station, and who may approve: the rest is not asked for these. */
const OF_A_STATION: readonly Role[] = ['field_officer', 'grid_worker'];
const MAY_BE_SWORN: readonly Role[] = ['supervisor', 'approver'];

interface Props {
  roles: readonly Role[];
  onClose: (given: HandedOut | null) => void;
}

/** A new account; its password is made by the server and shown once. */
export function NewAccountForm({ roles, onClose }: Props): ReactNode {
  const { t, i18n } = useTranslation();
  const problemText = useProblemText();
  const [form, setForm] = useState({ name: '', personNo: '', username: '', role: roles[0]!, station: '' });
  const [rank, setRank] = useState<PoliceRank | null>(null);
  const [sworn, setSworn] = useState(false);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<ProblemError | null>(null);
  const fields = fieldErrors(problem?.problem, i18n.language);
  const change = (part: Partial<typeof form>): void => setForm({ ...form, ...part });
  const ofStation = OF_A_STATION.includes(form.role);
  const maySwear = MAY_BE_SWORN.includes(form.role);

  async function submit(): Promise<void> {
    setBusy(true);
    setProblem(null);
    try {
      const { name, personNo, username, role, station } = form;
      onClose(
        await post<HandedOut>('/accounts', {
          ...{ name, personNo, username, role },
          ...(ofStation ? { station } : {}),
          ...(maySwear ? { sworn, rank } : {}),
        }),
      );
    } catch (error) {
      if (!(error instanceof ProblemError)) throw error;
      setProblem(error);
    } finally {
      setBusy(false);
    }
  }
  return (
    <Drawer open title={t('accounts.add')} onClose={() => onClose(null)} size={440} destroyOnHidden>
      <form className="form" onSubmit={(e) => (e.preventDefault(), void submit())}>
        <div className="field">
          <label htmlFor="account-role">{t('accounts.role')}</label>
          <Select<Role>
            id="account-role"
            value={form.role}
            onChange={(role) => change({ role })}
            options={roles.map((role) => ({ value: role, label: t(`role.${role}`) }))}
            data-testid="account-role"
          />
          {fields['role'] !== undefined && <span className="field-error">{fields['role']}</span>}
        </div>
        <TextField
          required
          autoFocus
          maxLength={80}
          autoComplete="off"
          label={t('accounts.name')}
          error={fields['name']}
          value={form.name}
          onText={(name) => change({ name })}
          data-testid="account-name"
        />
        <TextField
          required
          maxLength={40}
          autoComplete="off"
          spellCheck={false}
          label={t('accounts.personNo')}
          hint={t('accounts.personNoHint')}
          error={fields['personNo']}
          value={form.personNo}
          onText={(personNo) => change({ personNo })}
          data-testid="account-person-no"
        />
        <TextField
          required
          maxLength={64}
          autoComplete="off"
          spellCheck={false}
          autoCapitalize="none"
          label={t('accounts.username')}
          hint={t('accounts.usernameHint')}
          error={fields['username']}
          value={form.username}
          onText={(username) => change({ username })}
          data-testid="account-username"
        />
        {ofStation && (
          <TextField
            maxLength={80}
            autoComplete="off"
            label={t('accounts.station')}
            hint={t('accounts.stationHint')}
            error={fields['station']}
            value={form.station}
            onText={(station) => change({ station })}
            data-testid="account-station"
          />
        )}
        {maySwear && (
          <>
            <Checkbox
              checked={sworn}
              onChange={(e) => setSworn(e.target.checked)}
              data-testid="account-sworn"
            >
              {t('accounts.sworn')}
            </Checkbox>
            <div className="field">
              <label htmlFor="account-rank">{t('accounts.rank')}</label>
              <Select<PoliceRank | null>
                id="account-rank"
                allowClear
                value={rank}
                onChange={(chosen) => setRank(chosen ?? null)}
                options={POLICE_RANKS.map((one) => ({ value: one, label: one }))}
                data-testid="account-rank"
              />
              {fields['rank'] !== undefined && <span className="field-error">{fields['rank']}</span>}
            </div>
          </>
        )}
        {problem !== null && Object.keys(fields).length === 0 && (
          <p className="field-error" role="alert">
            {problemText(problem)}
          </p>
        )}
        <div className="form-end">
          <Button onClick={() => onClose(null)}>{t('act.cancel')}</Button>
          <Button type="primary" htmlType="submit" loading={busy} data-testid="account-create">
            {t('accounts.create')}
          </Button>
        </div>
      </form>
    </Drawer>
  );
}
