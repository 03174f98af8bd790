# Made by .github/release/generate.
# Installs the program `recto` of a release on Windows: fetches the archive for this machine, compares it with its checksum, and puts the program into a
# folder. Where anything is wrong nothing is installed.
param(
    [string]$Version = "0.1.0",
    [string]$To = "$env:LOCALAPPDATA\Programs\recto",
    [string]$From = ""
)
$ErrorActionPreference = "Stop"
$repository = ""
if (-not $From) {
    if (-not $repository) { throw "Recto is not published yet" }
    $From = "$repository/releases/download/v$Version"
}
$target = switch ($env:PROCESSOR_ARCHITECTURE) {
    "AMD64" { "x86_64-pc-windows-msvc" }
    "ARM64" { "aarch64-pc-windows-msvc" }
    default { throw "no Recto is released for $_" }
}
$name = "recto-$Version-$target"
$folder = New-Item -ItemType Directory -Path (Join-Path ([IO.Path]::GetTempPath()) ([guid]::NewGuid()))
try {
    Invoke-WebRequest "$From/SHA256SUMS" -OutFile "$folder\SHA256SUMS" -UseBasicParsing
    Invoke-WebRequest "$From/$name.zip" -OutFile "$folder\$name.zip" -UseBasicParsing
    $listed = Get-Content "$folder\SHA256SUMS" | Where-Object { $_.EndsWith("  $name.zip") }
    $sum = (Get-FileHash "$folder\$name.zip" -Algorithm SHA256).Hash.ToLower()
    if ("$sum  $name.zip" -ne $listed) { throw "$name.zip has the checksum $sum, not the one in SHA256SUMS" }
    Expand-Archive "$folder\$name.zip" -DestinationPath $folder
    New-Item -ItemType Directory -Force -Path $To | Out-Null
    Move-Item -Force "$folder\$name\recto.exe" "$To\recto.exe"
    "$To\recto.exe installed, version $Version"
} finally {
    Remove-Item -Recurse -Force $folder
}
