import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { startLanguages } from './i18n/index.js';
import { Root } from './shell/root.js';

const place = document.getElementById('root');
if (place === null) throw new Error('index.html has no #root');
await startLanguages();
createRoot(place).render(
  <StrictMode>
    <Root />
  </StrictMode>,
);
