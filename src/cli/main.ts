process.stdout.write('calico-tui\n')
