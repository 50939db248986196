// A library must have a file; this one has headers only, which the rooms read precompiled.
