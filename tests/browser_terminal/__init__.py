"""The program in xterm.js in a headless Chromium, as in AWS CloudShell."""
