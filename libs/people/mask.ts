/** 张三丰 → 张**: the length of a name is not told either. */
export function maskName(name: string): string {
  const [first = ''] = name;
  return `${first}**`;
}

/** +8613812345678 → 138****5678; +861062345678 → 010****5678; another country's keeps its code's first digits. */
export function maskPhone(e164: string): string {
  const last4 = e164.slice(-4);
  if (/^\+861\d{10}$/.test(e164)) return `${e164.slice(3, 6)}****${last4}`;
  if (e164.startsWith('+86')) return `0${e164.slice(3, 5)}****${last4}`;
  return `${e164.slice(0, 4)}****${last4}`;
}

/** 11010119900307000X → 110101********000X. */
export function maskIdNumber(number: string): string {
  return `${number.slice(0, 6)}********${number.slice(-4)}`;
}

/** An account at a bank or with a payment service → its last four characters, ****1234. */
export function maskAccount(account: string): string {
  return `****${account.slice(-4)}`;
}
