@echo off
rem Tsukisoi: a shortcut in the Startup folder of whoever runs this, so that the program starts when they sign in.
chcp 65001 >nul
powershell -NoProfile -Command "$s = (New-Object -ComObject WScript.Shell).CreateShortcut([Environment]::GetFolderPath('Startup') + '\Tsukisoi.lnk'); $s.TargetPath = '%~dp0start.bat'; $s.WorkingDirectory = '%~dp0'; $s.WindowStyle = 7; $s.Save()"
echo 次からは、Windows に入ると、つきそいも始まります。 - From now on it starts with Windows.
pause
