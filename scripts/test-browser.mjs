/**
 * `npm run test:browser`: the stories of test/browser in a real Chromium, one after the other, against a desk
 * started for them. As root on Debian it installs the browser and a font with Chinese characters.
 */
import { execFileSync } from 'node:child_process';
import { installIfNeeded } from './install.mjs';
import { conclude, runJest } from './jest.mjs';
import { run } from './steps.mjs';

const CHROMIUM = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome'];
const PACKAGES = ['chromium', 'fonts-noto-cjk'];

function output(program, ...args) {
  try {
    return execFileSync(program, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
  } catch {
    return '';
  }
}

function browser() {
  if (process.env.HOLDLINE_CHROMIUM) return process.env.HOLDLINE_CHROMIUM;
  return CHROMIUM.map((name) => output('sh', '-c', `command -v ${name}`)).find(Boolean);
}

const hasChineseFont = () => output('fc-list', ':lang=zh-cn', 'family') !== '';

/** @returns the browser's path; ends the process, naming the packages, when something is missing */
async function browserAndFont() {
  const missing = [
    ...(browser() ? [] : [PACKAGES[0]]),
    ...(hasChineseFont() ? [] : [PACKAGES[1], 'fontconfig']),
  ];
  if (missing.length > 0 && process.getuid?.() === 0 && output('sh', '-c', 'command -v apt-get')) {
    console.log(`Installing ${missing.join(', ')}…`);
    const apt = ['-q', '-y', '-o', 'DPkg::Lock::Timeout=300'];
    const env = { DEBIAN_FRONTEND: 'noninteractive' };
    await run('apt-get', [...apt, 'update'], env);
    await run('apt-get', [...apt, 'install', '--no-install-recommends', ...missing], env);
  }
  const path = browser();
  if (path && hasChineseFont()) return path;
  console.error(
    `The browser tests need Chromium and a font with Chinese characters. Debian: apt-get install ${PACKAGES.join(' ')} ` +
      'fontconfig. Elsewhere: set HOLDLINE_CHROMIUM to the browser, and install a Noto CJK font.',
  );
  process.exit(1);
}

await installIfNeeded();
process.env.HOLDLINE_CHROMIUM = await browserAndFont();
const { buildConsole } = await import('./build-console.mjs');
if (!(await buildConsole())) process.exit(1);
conclude(await runJest(['--config', 'jest.browser.config.mjs', '--runInBand', ...process.argv.slice(2)]));
