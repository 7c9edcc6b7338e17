/** What a person reads of the figures. */

const number = (value) => {
  const digits = Math.abs(value) < 10 ? 2 : Math.abs(value) < 100 ? 1 : 0;
  return value.toLocaleString('en', { maximumFractionDigits: digits, minimumFractionDigits: digits });
};
const withUnit = (value, unit) => (value === null ? '—' : `${number(value)}${unit}`);

export function metOf({ met, missedBy, errors }) {
  if (errors.length > 0) return 'FAILED';
  return met ? 'yes' : `no, by ${Math.ceil(missedBy * 100)} %`;
}

export function printTable(figures, { size, quick }) {
  console.table(
    figures.map((one) => ({
      figure: one.figure,
      measured: withUnit(one.measured, one.unit),
      limit: withUnit(one.limit, one.unit),
      'limit of': one.limitOf ?? '—',
      ratio: one.ratio === null ? '—' : number(one.ratio),
      goal: one.goal,
      'met?': metOf(one),
    })),
  );
  const basis = quick ? 'quick: no figures to rely on' : 'the limit beside each measured in the same round';
  console.log(`Medians of ${size.rounds} rounds; ${basis}.`);
  // The figures of a row share its errors.
  const errors = new Set(figures.flatMap((one) => one.errors));
  for (const error of [...errors].slice(0, 20)) console.log(error);
}

export function printMachine({ cores, cpu, memoryGB, node, system, postgres, redis, ...rest }) {
  const { server_version: version, ...settings } = postgres;
  const { version: redisVersion, ...redisSettings } = redis;
  const pairs = (of) =>
    Object.entries(of)
      .map(([name, value]) => `${name} ${value}`)
      .join(', ');
  console.log(`${cores} cores (${cpu}), ${memoryGB} GB, ${system}, Node ${node}`);
  console.log(`PostgreSQL ${version}: ${pairs(settings)}`);
  console.log(`Redis ${redisVersion}: ${pairs(redisSettings)}`);
  console.log(
    `load average before ${rest.loadAverageBefore.toFixed(2)}; one connection commits ${rest.commitsPerSecond}/s`,
  );
}
