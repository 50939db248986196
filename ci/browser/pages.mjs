// The pages that the browser test opens: real runs of the program, written once into a folder.
import {execFileSync} from 'node:child_process';
import {copyFileSync, mkdtempSync, readFileSync, statSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {pathToFileURL} from 'node:url';

const program = process.env.VRRPTEST;
const source = process.env.VRRPTEST_SOURCE;
if (!program || !source) throw new Error('name the program in VRRPTEST and the source folder in VRRPTEST_SOURCE');

export const folder = mkdtempSync(join(tmpdir(), 'vrrptest-browser-'));

/// Exit code 1 says that something was found, which is what some of these pages are for.
function write(name, args) {
  const file = join(folder, name + '.html');
  try {
    execFileSync(program, [...args, '--html', file, '-q'], {stdio: ['ignore', 'ignore', 'pipe']});
  } catch (error) {
    if (error.status !== 1) throw error;
  }
  return {file, url: pathToFileURL(file).href, size: statSync(file).size, text: readFileSync(file, 'utf8')};
}

// A name that would run a script, load a picture and break an attribute if it stood anywhere unescaped.
const hostile = join(folder, '<img src=x onerror=alert(1)>"\'&amp;.pcap');
copyFileSync(join(source, 'pcaps', 'interop-keepalived-2.2.7-frr-8.4.4-crash-failover-v3-ipv4.pcap'), hostile);

export const pages = {
  all: write('all', ['--dut', 'embedded', '--suite', 'all']),
  wrong: write('wrong', ['--dut', 'embedded', '--suite', 'all', '--mutant', 'advert-ttl-64']),
  late: write('late', ['--dut', 'embedded', '--suite', 'rfc5798', '--mutant', 'skew-time-zero']),
  capture: write('capture', ['replay', hostile]),
  nothing: write('nothing', ['--dut', 'embedded', '--suite', 'rfc5798', '--case', 'tx/ttl-is-255']),
};
