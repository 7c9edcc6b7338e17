/** Weights of the first 17 digits and the check characters by remainder: GB 11643-1999, ISO 7064 MOD 11-2. */
const WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2] as const;
const CHECKS = '10X98765432';

/** The check character of the first 17 digits of a citizen identity number. */
export function checkCharacter(first17: string): string {
  const sum = WEIGHTS.reduce((total, weight, i) => total + weight * Number(first17[i]), 0);
  return CHECKS.charAt(sum % 11);
}

/**
 * An identity number with a right checksum that names nobody: the sequence `000` is never issued (domain.md section 9).
 * @param region six digits  @param birth `YYYYMMDD`
 */
export function syntheticIdNumber(region: string, birth: string): string {
  const first17 = `${region}${birth}000`;
  return `${first17}${checkCharacter(first17)}`;
}
