import { chromium, type Browser } from 'playwright-core';
import { rawEnv } from '#platform';

/** Debian's Chromium, headless; scripts/test-browser.mjs has found or installed it. */
export async function openBrowser(): Promise<Browser> {
  const executablePath = rawEnv('HOLDLINE_CHROMIUM');
  if (!executablePath)
    throw new Error('HOLDLINE_CHROMIUM is not set: run these specs with npm run test:browser');
  return chromium.launch({
    executablePath,
    // Chromium's own sandbox does not work as root, as which CI runs; the pages are ours.
    args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
  });
}
