/** A number in groups for reading and dialling by hand: `138 0013 8000`; others as they are, without the +86. */
export function readable(phone: string): string {
  const digits = phone.replace(/^tel:/, '').replace(/^\+86/, '');
  return /^1\d{10}$/.test(digits) ? digits.replace(/^(\d{3})(\d{4})(\d{4})$/, '$1 $2 $3') : digits;
}
