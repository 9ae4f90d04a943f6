internal import PatchBase
