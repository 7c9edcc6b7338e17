import { COUNTERPARTS, type Counterpart, type FaultSet } from './faults.js';
import { html, Html } from './html.js';
import type { Arrived, Institution } from './inbox.js';
import { word, type Language } from './page-words.js';
import type { World } from './world.js';

const SHOWN = 30;
const SMS_REPLIES = ['1', '2', '9'];
const CALL_BUTTONS = ['human', 'no_answer', 'busy', 'rejected', 'phone_off', 'machine', 'forwarded'];
const FAULT_BUTTONS = [
  'slowMs',
  'status500',
  'throttle',
  'disconnect',
  'timeoutAfterActing',
  'silentAfterActing',
];
const RECEIPT_BUTTONS = ['doubled', 'late', 'none'];

/** Constant markup of our own: its quotes must not be escaped. */
const STYLE =
  new Html(`body{font:15px/1.5 system-ui,"Noto Sans SC",sans-serif;margin:0 auto;max-width:1400px;padding:1rem;background:#f4f5f7;color:#1d2129}
h1{font-size:1.3rem;margin:0}h2{font-size:1.05rem;margin:0 0 .5rem}header,nav{display:flex;gap:1rem;align-items:baseline;flex-wrap:wrap}
main{display:grid;grid-template-columns:repeat(auto-fit,minmax(320px,1fr));gap:1rem;margin-top:1rem}
section{background:#fff;border-radius:8px;padding:.8rem;box-shadow:0 1px 2px #0002}
article{border-top:1px solid #e5e6eb;padding:.5rem 0;overflow-wrap:anywhere}article p{margin:.2rem 0}
small{color:#4e5969}form{display:inline}button{font:inherit;padding:.1rem .5rem;margin:.1rem;border:1px solid #86909c;border-radius:4px;background:#fff;cursor:pointer}
.state{font-weight:600;color:#0e42d2}.fault{color:#b71d18;font-weight:600}`);

/** The whole page. Everything that arrived from outside is escaped by `html`. */
export function inboxPage(world: World, language: Language): string {
  const t = (key: string): string => word(language, key);
  const other = language === 'zh' ? 'en' : 'zh';
  const page = html`<!doctype html>
    <html lang="${language === 'zh' ? 'zh-CN' : 'en'}">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width" />
        <meta http-equiv="refresh" content="3" />
        <title>${t('title')}</title>
        <style>
          ${STYLE}
        </style>
      </head>
      <body>
        <header>
          <h1>${t('title')}</h1>
          <span>${t('intro')}</span>
          <a href="/?lang=${other}">${t('other')}</a>
        </header>
        <main>
          ${column(
            t,
            'sms',
            newest(world.inbox.list('sms')).map((item) => smsRow(t, item, language)),
          )}
          ${column(
            t,
            'voice',
            newest(world.inbox.list('voice')).map((item) => voiceRow(t, item, language)),
          )}
          ${column(
            t,
            'bank',
            newest(world.inbox.list('bank')).map((item) => orderRow(t, 'bank', item, language)),
          )}
          ${column(
            t,
            'carrier',
            newest(world.inbox.list('carrier')).map((item) => orderRow(t, 'carrier', item, language)),
          )}
          ${column(
            t,
            'faults',
            COUNTERPARTS.map((name) => faultRow(t, name, world.faults.get(name), language)),
          )}
        </main>
      </body>
    </html>`;
  return page.markup;
}

type Words = (key: string) => string;

function newest<T>(items: readonly T[]): T[] {
  return items.slice(-SHOWN).reverse();
}

function column(t: Words, key: string, rows: readonly Html[]): Html {
  return html`<section id="${key}">
    <h2>${t(key)}</h2>
    ${rows.length > 0 ? rows : html`<small>${t('nothing')}</small>`}
  </section>`;
}

function button(language: Language, action: string, field: string, value: string, label: string): Html {
  return html`<form method="post" action="/page/${action}?lang=${language}">
    <button name="${field}" value="${value}">${label}</button>
  </form>`;
}

function smsRow(t: Words, item: Arrived<'sms'>, language: Language): Html {
  const more = [item.flash ? t('flash') : '', item.parts > 1 ? `${item.parts} ${t('parts')}` : ''].join(' ');
  return html`<article>
    <small>${item.at.slice(11, 19)}Z ${item.from} → ${item.to} ${more}</small>
    <span class="state">${t(item.state)}</span>
    <p>${item.text}</p>
    ${item.replies.length > 0 ? html`<p>${t('replied')}: ${item.replies.join(' / ')}</p>` : null}
    ${SMS_REPLIES.map((text) => button(language, `sms/${item.seq}`, 'text', text, `${t('reply')} ${text}`))}
  </article>`;
}

function voiceRow(t: Words, item: Arrived<'voice'>, language: Language): Html {
  const action = `voice/${encodeURIComponent(item.callId)}`;
  const keys = item.keys.map((key) => button(language, action, 'key', key, `${t('press')} ${key}`));
  const results = CALL_BUTTONS.map((result) => button(language, action, 'result', result, t(result)));
  return html`<article>
    <small>${item.at.slice(11, 19)}Z ${item.callerId} → ${item.to}</small>
    <span class="state"
      >${t(item.status)} ${item.result ? t(item.result) : null}
      ${item.key ? `${t('press')} ${item.key}` : null}</span
    >
    <p>${item.text}</p>
    ${item.status === 'completed' ? null : [...keys, ...results]}
  </article>`;
}

function orderRow(t: Words, name: Institution, item: Arrived<Institution>, language: Language): Html {
  const action = `orders/${name}/${encodeURIComponent(item.orderId)}`;
  const ended = item.state === 'released' || item.state === 'rejected';
  const steps = ['acknowledged', 'in_force', 'released', 'rejected'];
  return html`<article>
    <small>${item.at.slice(11, 19)}Z ${item.institutionRef} · ${item.documentNo}</small>
    <span class="state">${t(item.state)} ${item.reason ? t(item.reason) : null}</span>
    <p>${t(item.kind)} · ${item.target} · ${t('until')} ${item.until}</p>
    <p><small>${item.legalBasis}</small></p>
    ${ended ? null : steps.map((state) => button(language, action, 'state', state, t(state)))}
  </article>`;
}

function faultRow(t: Words, name: Counterpart, faults: FaultSet, language: Language): Html {
  const active = Object.entries(faults).map(([key, value]) =>
    typeof value === 'string' ? t(value) : t(key),
  );
  return html`<article>
    <strong>${t(name)}</strong>
    <span class="${active.length > 0 ? 'fault' : 'state'}"
      >${active.length > 0 ? active.join(' · ') : t('healthy')}</span
    >
    <div>
      ${[...FAULT_BUTTONS, ...RECEIPT_BUTTONS].map((key) => button(language, `faults/${name}`, 'fault', key, t(key)))}
      ${button(language, `faults/${name}`, 'fault', 'heal', t('heal'))}
    </div>
  </article>`;
}

/** The fault set behind a button of the page. */
export function faultOfButton(key: string): FaultSet | null {
  if (key === 'heal') return {};
  if (key === 'slowMs') return { slowMs: 5_000 };
  if (key === 'throttle') return { throttle: 0 };
  const flag = FAULT_BUTTONS.find((one) => one === key);
  if (flag) return { [flag]: true };
  const receipts = (['doubled', 'late', 'none'] as const).find((one) => one === key);
  return receipts ? { receipts } : null;
}
